using Tributary.Reports;
using Tributary.Web.Pages.Usage;

namespace Tributary.Web.Mail.Templates;

/// <summary>
/// The key figures of an account's month, beside the month before. They stand in the mail as its recipient gets it alone: what an
/// account sells is not for its seller's people to read, who may see that it was sent.
/// </summary>
internal static class ReportLetter
{
    public static Letter? Write(Scene scene)
    {
        var (texts, culture, account) = (scene.T, scene.Culture, scene.Account);
        var code = scene.Data<ReportMail>().Month;
        if (MonthlyReport.MonthOf(code) is not { } month) return null;
        var name = month.ToString("MMMM yyyy", culture.Info);
        List<LetterPart> parts = [];
        if (scene.Person is { } person) parts.Add(new LetterPart.Words(texts["Hello {0},", person.Name]));
        parts.Add(new LetterPart.Words(texts["These are the figures of {0} for {1}; those of the month before stand in brackets.", account.Name, name]));
        if (scene.Report is { } report)
            parts.Add(new LetterPart.Lines([.. ReportRow.Of(report, account.Kind, texts).Select(row => (row.BeforeMoney is { Count: 0 } && row.NowMoney is { Count: > 0 }
                ? $"{row.Name}: {row.Told(culture, now: true)}" : $"{row.Name}: {row.Told(culture, now: true)} ({row.Told(culture, now: false)})", (string?)null))]));
        if (scene.Report?.Coming is { } coming)
        {
            var cover = ComingWords.Cover(coming, culture, texts);
            parts.Add(new LetterPart.Words($"{ComingWords.Title(coming, culture, texts)}: {ComingWords.Amounts(coming, culture, texts)}"));
            if (cover is not null) parts.Add(new LetterPart.Words(cover));
        }
        if (scene.Report is null) parts.Add(new LetterPart.Small(texts["The figures stand in the recipient's own mail alone."]));
        parts.Add(new LetterPart.Way(texts["Open the report, also as CSV and XLSX"], scene.Page($"/reports/monthly/{code}")));
        parts.Add(new LetterPart.Small(texts["You read this because you asked for it. Your profile in the panel is where you say that you want it no more."]));
        return new(texts["{0}: report of {1}", account.Name, name], parts);
    }
}
