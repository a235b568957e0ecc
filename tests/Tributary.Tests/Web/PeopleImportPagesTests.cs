using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Tributary.Data;

namespace Tributary.Tests.Web;

public sealed class PeopleImportPagesTests
{
    [Theory, OnBoth]
    public async Task Saul_uploads_people_looks_at_what_is_wrong_and_adds_the_others(DatabaseKind kind)
    {
        await using var panel = await Panel.Open(kind);
        var saul = await panel.SignIn(panel.World.Saul);
        Assert.Contains("/people/imports", (await saul.Get("/people")).Document.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));

        var form = await saul.Get("/people/imports?account=" + PublicId.Format("acc", panel.World.Cora.Id));
        Assert.Contains("Cora", form.Of(".form-section"));
        Assert.Contains("Choose a file.", (await Upload(saul, form, null)).Text);
        var uploaded = await Upload(saul, form, "E-Mail;Nom complet;Langue\nanna@example.com;<b>Anna</b>;fr\nben;Ben;fr\n"u8.ToArray());
        var mapping = await saul.Get(uploaded.Leads!);
        Assert.Equal(["E-Mail", "Nom complet", "Langue"], new[] { "EmailColumn", "NameColumn", "LanguageColumn" }.Select(name => mapping.Document.QuerySelector<IHtmlSelectElement>($"[name='Input.{name}']")!.Value));
        Assert.Contains("Choose the column with the names.", (await Fill(saul, mapping, "/mapping", ("Input.NameColumn", ""))).Text);
        Assert.Contains("E-Mail;Nom complet;Langue", (await Fill(saul, mapping, "handler=Refresh", ("Input.Separator", ","))).Text);
        var checking = await Fill(saul, mapping, "/mapping");
        var check = await Until(saul, checking.Leads!, "Nobody is added yet.");
        Assert.Contains("“ben” is no email address.", check.Text);
        Assert.Contains("Nobody, unless every row can be used", check.Text);

        var file = await saul.Client.GetStringAsync(checking.Leads + "?handler=Failed");
        Assert.Equal("E-Mail;Nom complet;Langue;row;problems\r\nben;Ben;fr;3;E-Mail: “ben” is no email address.\r\n", file);
        Assert.Contains("1 rows cannot be used", (await Fill(saul, check, "handler=Apply", ("Input.Which", "all"))).Text);
        await Fill(saul, check, "handler=Apply");
        // Who was added is counted before the last row is told of.
        var done = await Until(saul, checking.Leads!, "Open the people");
        Assert.Contains("1 added, 0 invited.", done.Text);
        Assert.Contains("Cannot be used", done.Text);
        Assert.Contains("<b>Anna</b>", (await saul.Get("/people?q=anna")).Text);
        Assert.Contains("people.csv", (await saul.Get("/people/imports")).Of("#imports"));
        Assert.Contains("List of people added", (await saul.Get("/activity")).Text);
    }

    [Fact]
    public async Task A_file_that_is_no_table_is_refused_beside_its_field()
    {
        await using var panel = await Panel.Open(DatabaseKind.Sqlite);
        var saul = await panel.SignIn(panel.World.Saul);
        var form = await saul.Get("/people/imports");

        Assert.Contains("This is not a text file.", (await Upload(saul, form, "PK\u0003\u0004x"u8.ToArray())).Text);
        Assert.Contains("This file is empty.", (await Upload(saul, form, "\n\n"u8.ToArray())).Text);
    }

    private static async Task<Seen> Upload(Visitor visitor, Seen page, byte[]? bytes)
    {
        var form = page.Document.QuerySelectorAll<IHtmlFormElement>("form").Single(f => f.Method == "post" && f.GetAttribute("enctype") is not null);
        using var body = new MultipartFormDataContent();
        if (bytes is not null) body.Add(new ByteArrayContent(bytes), "Input.File", "people.csv");
        foreach (var (name, value) in Values(form)) body.Add(new StringContent(value, Encoding.UTF8), name);
        return await Seen.Of(await visitor.Client.PostAsync(form.GetAttribute("action"), body));
    }

    private static async Task<Seen> Fill(Visitor visitor, Seen page, string action, params (string Name, string Value)[] typed)
    {
        var form = page.Document.QuerySelectorAll<IHtmlFormElement>("form")
            .Single(f => f.Method == "post" && (f.GetAttribute("action")!.EndsWith(action, StringComparison.Ordinal) || f.QuerySelector($"[formaction$='{action}']") is not null));
        var address = form.GetAttribute("action")!.EndsWith(action, StringComparison.Ordinal) ? form.GetAttribute("action") : form.QuerySelector($"[formaction$='{action}']")!.GetAttribute("formaction");
        var values = Values(form).Where(value => typed.All(t => t.Name != value.Name)).Concat(typed).Select(value => KeyValuePair.Create(value.Name, value.Value));
        return await Seen.Of(await visitor.Client.PostAsync(address, new FormUrlEncodedContent(values)));
    }

    // All that a browser would send of it.
    private static IEnumerable<(string Name, string Value)> Values(IHtmlFormElement form)
    {
        foreach (var control in form.Elements)
        {
            var (name, value) = control switch
            {
                IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } or IHtmlInputElement { Type: "file" } => (null, null),
                IHtmlInputElement input => (input.Name, input.Value),
                IHtmlSelectElement choice => (choice.Name, choice.Value),
                _ => (null, null),
            };
            if (!string.IsNullOrEmpty(name)) yield return (name, value ?? "");
        }
    }

    private static async Task<Seen> Until(Visitor visitor, string address, string words)
    {
        for (var i = 0; ; i++)
        {
            var page = await visitor.Get(address);
            if (page.Text.Contains(words, StringComparison.Ordinal)) return page;
            Assert.True(i < 1200, $"{address} does not come to say “{words}”: {page.Text}");
            await Task.Delay(50);
        }
    }
}
