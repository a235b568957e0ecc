using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;
using Tributary.Web.Kit;

namespace Tributary.Tests.Web;

/// <summary>The frame and the kit as a browser gets them, over the gallery and without a database.</summary>
public sealed class FrameTests : IAsyncLifetime
{
    private static readonly HtmlParser Parser = new();
    private readonly WebApplication development = Panel(Environments.Development);
    private readonly WebApplication production = Panel(Environments.Production);

    public async ValueTask InitializeAsync()
    {
        await development.StartAsync();
        await production.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await development.DisposeAsync();
        await production.DisposeAsync();
    }

    [Fact]
    public async Task Every_page_forbids_what_is_inline_or_foreign()
    {
        var answer = await Client().GetAsync("/kit");
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));

        Assert.Contains("default-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Nothing_the_kit_writes_is_inline()
    {
        var page = await Get("/kit?open=acc_r.acc_s");

        Assert.NotEmpty(page.QuerySelectorAll("svg.chart-drawing"));
        Assert.Empty(page.QuerySelectorAll("[style], style, script:not([src])"));
        Assert.DoesNotContain(page.All, element => element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_form_says_where_it_goes_and_one_that_changes_something_carries_its_token()
    {
        var forms = (await Get("/kit")).QuerySelectorAll("form");

        Assert.NotEmpty(forms);
        Assert.All(forms, form => Assert.StartsWith("/", form.GetAttribute("action")));
        Assert.All(forms.Where(form => form.GetAttribute("method") == "post"), form => Assert.Single(form.QuerySelectorAll("input[name=__RequestVerificationToken]")));
    }

    [Fact]
    public async Task Every_id_is_there_once()
    {
        var ids = (await Get("/kit?open=acc_r")).QuerySelectorAll("[id]").Select(element => element.Id);

        Assert.Empty(ids.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public async Task A_wrong_form_keeps_what_was_typed_and_says_beside_the_field_what_is_wrong()
    {
        var page = await Post("/kit", new() { ["Input.Name"] = "<b>Rosa</b>", ["Input.Email"] = "nobody", ["Input.Markup"] = "a lot", ["Input.Country"] = "BE" });
        var email = page.QuerySelector("#Input_Email")!;

        Assert.Equal("<b>Rosa</b>", page.QuerySelector("#Input_Name")!.GetAttribute("value"));
        Assert.Equal("a lot", page.QuerySelector("#Input_Markup")!.GetAttribute("value"));
        Assert.Equal("BE", page.QuerySelector("#Input_Country option[selected]")!.GetAttribute("value"));
        Assert.Equal("true", email.GetAttribute("aria-invalid"));
        Assert.Equal("Input_Email-hint Input_Email-error", email.GetAttribute("aria-describedby"));
        Assert.Equal("Write an email address, such as name@example.com.", page.QuerySelector("#Input_Email-error")!.TextContent);
        Assert.Contains(page.QuerySelectorAll(".error-summary a"), line =>
            line.GetAttribute("href") == "#Input_Email" && line.TextContent == "Email: Write an email address, such as name@example.com.");
    }

    [Fact]
    public async Task A_password_is_never_written_back()
    {
        var page = await Post("/kit?part=signed-out", new() { ["Input.Email"] = "nobody", ["Input.Note"] = "a secret of Rosa" });

        Assert.DoesNotContain("a secret of Rosa", page.DocumentElement.OuterHtml);
    }

    [Fact]
    public async Task A_deed_done_is_said_once_on_the_next_page()
    {
        using var client = Client();
        await Post("/kit", new() { ["Input.Name"] = "Rosa", ["Input.Email"] = "rosa@example.com", ["Input.Markup"] = "25", ["Input.From"] = "2026-12-01" }, client);

        Assert.Contains("Rosa is saved.", await client.GetStringAsync("/kit"));
        Assert.DoesNotContain("Rosa is saved.", await client.GetStringAsync("/kit"));
    }

    [Fact]
    public async Task A_tile_filters_and_begins_at_the_first_page_again()
    {
        var page = await Get("/kit?status=active&q=rosa&after=acc_9");
        var tiles = page.QuerySelectorAll(".tile");

        Assert.Equal("/kit?q=rosa", tiles[0].GetAttribute("href"));
        Assert.Equal("34Active", page.QuerySelector(".tile-on")!.TextContent);
        Assert.Equal("active", page.QuerySelector("#resellers-filters input[name=status]")!.GetAttribute("value"));
        Assert.Null(page.QuerySelector("#resellers-filters input[name=after]"));
    }

    [Fact]
    public async Task An_arrow_opens_and_shuts_a_node()
    {
        var shut = (await Get("/kit?q=x")).QuerySelector("#open-acc_r")!;
        var open = (await Get("/kit?q=x&open=acc_r")).QuerySelector("#open-acc_r")!;

        Assert.Equal(("/kit?q=x&open=acc_r", "false"), (shut.GetAttribute("href"), shut.GetAttribute("aria-expanded")));
        Assert.Equal(("/kit?q=x", "true"), (open.GetAttribute("href"), open.GetAttribute("aria-expanded")));
    }

    [Fact]
    public async Task What_is_not_there_is_a_page_with_a_way_out_and_a_plain_answer_to_a_program()
    {
        var page = await Client().GetAsync("/nothing");
        var program = await Client().GetAsync("/api/nothing");

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("There is nothing here", await page.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.NotFound, ""), (program.StatusCode, await program.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_with_a_page()
    {
        var answer = await Client().PostAsync("/kit", new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("This could not be understood", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_gallery_is_there_in_development_only() =>
        Assert.Equal(HttpStatusCode.NotFound, (await production.GetTestClient().GetAsync("/kit")).StatusCode);

    [Theory]
    [InlineData("/customers?q=x", "/customers?q=x")]
    [InlineData("https://elsewhere.example/", "/")]
    [InlineData("//elsewhere.example/", "/")]
    public async Task A_chosen_theme_holds_and_leads_back_to_this_site_only(string back, string landed)
    {
        using var client = Client();
        var token = Token(await Read(await client.GetAsync("/kit")));
        var answer = await client.PostAsync("/preferences", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["theme"] = "dark", ["back"] = back, ["__RequestVerificationToken"] = token,
        }));

        Assert.Equal(landed, answer.Headers.Location?.OriginalString);
        Assert.Equal("dark", (await Read(await client.GetAsync("/kit"))).DocumentElement.GetAttribute("data-bs-theme"));
    }

    [Fact]
    public async Task A_brand_colour_is_a_style_sheet_kept_for_good()
    {
        var sheet = await Client().GetAsync("/brand/e30613.css");

        Assert.Equal("text/css", sheet.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", sheet.Headers.CacheControl?.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await Client().GetAsync("/brand/red.css")).StatusCode);
    }

    [Fact]
    public async Task A_file_with_its_version_is_kept_for_good_and_one_without_is_asked_for_again()
    {
        var address = (await Get("/kit")).QuerySelector("link[href*='/css/pages.css']")!.GetAttribute("href")!;

        Assert.Contains("?v=", address);
        Assert.Contains("immutable", (await Client().GetAsync(address)).Headers.CacheControl?.ToString());
        Assert.Contains("no-cache", (await Client().GetAsync("/css/pages.css")).Headers.CacheControl?.ToString());
    }

    private static WebApplication Panel(string environment)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "tributary",
            EnvironmentName = environment,
            ContentRootPath = Path.Combine(RepositoryFolder.Root, "src/Tributary.Web"),
        });
        builder.WebHost.UseTestServer();
        builder.AddKit();
        var app = builder.Build();
        app.UseKit();
        app.MapRazorPages();
        return app;
    }

    // A client that keeps cookies and does not follow redirects, as a browser step by step.
    private HttpClient Client() => new(new Cookies(development.GetTestServer().CreateHandler())) { BaseAddress = new("http://localhost") };

    private async Task<IDocument> Get(string address) => await Read(await Client().GetAsync(address));

    private async Task<IDocument> Post(string address, Dictionary<string, string> form, HttpClient? client = null)
    {
        client ??= Client();
        form["__RequestVerificationToken"] = Token(await Read(await client.GetAsync(address)));
        return await Read(await client.PostAsync(address, new FormUrlEncodedContent(form)));
    }

    private static async Task<IDocument> Read(HttpResponseMessage answer) => await Parser.ParseDocumentAsync(await answer.Content.ReadAsStringAsync());

    private static string Token(IDocument page) => page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private sealed class Cookies(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly CookieContainer jar = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            if (jar.GetCookieHeader(request.RequestUri!) is { Length: > 0 } kept)
            {
                request.Headers.Add("Cookie", kept);
            }

            var answer = await base.SendAsync(request, cancel);
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                jar.SetCookies(request.RequestUri!, cookie);
            }

            return answer;
        }
    }
}
