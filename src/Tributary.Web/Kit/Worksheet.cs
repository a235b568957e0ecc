using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Tributary.Web.Kit;

/// <summary>
/// A workbook of one sheet, written row by row into a stream. The package of the library keeps every part in memory until it is
/// closed; here only the sheet's own writer is used, and the few parts around it, which are the same for every file, are texts.
/// </summary>
internal sealed class Worksheet : IDisposable
{
    // The places of the formats in the style sheet below.
    private const uint Plain = 0, Heading = 1, ADay = 2, AMoment = 3, Whole = 4;
    private const int MostDigits = 4;
    private const uint Literal = Whole + MostDigits + 1;
    private const int LongestText = 32_767;

    private readonly ZipArchive zip;
    private readonly Stream part;
    private readonly OpenXmlWriter sheet;
    private bool inRow;

    public Worksheet(Stream file, IEnumerable<int> widths)
    {
        zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        Part("[Content_Types].xml", ContentTypes);
        Part("_rels/.rels", Relations("officeDocument", "xl/workbook.xml"));
        Part("xl/workbook.xml", Workbook);
        Part("xl/_rels/workbook.xml.rels", Relations("worksheet", "worksheets/sheet1.xml", "styles", "styles.xml"));
        Part("xl/styles.xml", Styles());
        part = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
        sheet = OpenXmlWriter.Create(part);
        sheet.WriteStartDocument(standalone: true);
        sheet.WriteStartElement(new DocumentFormat.OpenXml.Spreadsheet.Worksheet());
        // The headings stay in sight.
        sheet.WriteElement(new SheetViews(new SheetView(new Pane
        {
            VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen,
        }) { WorkbookViewId = 0 }));
        var place = 0U;
        sheet.WriteElement(new Columns(widths.Select(width => new DocumentFormat.OpenXml.Spreadsheet.Column { Min = ++place, Max = place, Width = width, CustomWidth = true })));
        sheet.WriteStartElement(new SheetData());
    }

    public void Headings(IEnumerable<string> headings)
    {
        Row();
        foreach (var heading in headings) Write(heading, Heading);
    }

    public void Row()
    {
        if (inRow) sheet.WriteEndElement();
        sheet.WriteStartElement(new Row());
        inRow = true;
    }

    /// <summary>A text. One that looks like a formula is marked as typed with an apostrophe, so that it stays a text when somebody edits the cell.</summary>
    public void Text(string text) => Write(text, CsvCell.IsFormula(text) ? Literal : Plain);

    public void Number(decimal number, int? digits) =>
        Write(number.ToString(CultureInfo.InvariantCulture), digits is { } places ? Whole + (uint)Math.Min(places, MostDigits) : Plain, CellValues.Number);

    public void Day(DateOnly day) => Write(Serial(day.ToDateTime(TimeOnly.MinValue)), ADay, CellValues.Number);

    public void Moment(DateTime local) => Write(Serial(local), AMoment, CellValues.Number);

    public void Nothing() => sheet.WriteElement(new Cell());

    public void Dispose()
    {
        if (inRow) sheet.WriteEndElement();
        sheet.WriteEndElement();
        sheet.WriteEndElement();
        sheet.Dispose();
        part.Dispose();
        zip.Dispose();
    }

    private void Write(string value, uint style, CellValues type) =>
        sheet.WriteElement(new Cell { DataType = type, StyleIndex = style, CellValue = new CellValue(value) });

    private void Write(string text, uint style)
    {
        if (text.Length > LongestText) text = text[..LongestText];
        var readable = text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Where(XmlConvert.IsXmlChar));
        sheet.WriteElement(new Cell
        {
            DataType = CellValues.InlineString, StyleIndex = style,
            InlineString = new InlineString(new Text(readable) { Space = SpaceProcessingModeValues.Preserve }),
        });
    }

    private static string Serial(DateTime at) => at.ToOADate().ToString("R", CultureInfo.InvariantCulture);

    private void Part(string name, string xml)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
        writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>");
        writer.Write(xml);
    }

    private static string Relations(params string[] kindsAndTargets) =>
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + string.Concat(kindsAndTargets.Chunk(2).Select((one, at) =>
            $"<Relationship Id=\"rId{at + 1}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{one[0]}\" Target=\"{one[1]}\"/>"))
        + "</Relationships>";

    private static string Styles()
    {
        var places = Enumerable.Range(0, MostDigits + 1).ToList();
        static string Format(int id, string code) => $"<numFmt numFmtId=\"{id}\" formatCode=\"{code}\"/>";
        static string Xf(int format, int font = 0, string more = "") =>
            $"<xf numFmtId=\"{format}\" fontId=\"{font}\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"{more}/>";
        return "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
            + $"<numFmts count=\"{places.Count + 2}\">{Format(164, "yyyy\\-mm\\-dd")}{Format(165, "yyyy\\-mm\\-dd\\ hh:mm")}"
            + string.Concat(places.Select(digits => Format(166 + digits, digits == 0 ? "#,##0" : "#,##0." + new string('0', digits)))) + "</numFmts>"
            + "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
            + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
            + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
            + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
            + $"<cellXfs count=\"{places.Count + 5}\">{Xf(0)}{Xf(0, 1)}{Xf(164)}{Xf(165)}{string.Concat(places.Select(digits => Xf(166 + digits)))}{Xf(0, more: " quotePrefix=\"1\"")}</cellXfs>"
            + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";
    }

    private const string ContentTypes =
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
        + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        + "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>";

    private const string Workbook =
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
        + "<sheets><sheet name=\"List\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
}
