using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Tributary.Data;
using Tributary.Subscriptions;

namespace Tributary.Browser;

/// <summary>From the panel into a product: a program of its own on another port, as far as the content policy is concerned another host.</summary>
public sealed class LaunchTests(Panel panel)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S1_01_A_person_opens_a_product_from_the_panel_and_the_product_learns_who_came(bool javaScript)
    {
        await using var site = await panel.AfterAYear();
        var came = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var product = await Product(came);
        var database = site.Services.GetRequiredService<DatabaseChoice>();
        await using var db = database.CreateDbContext();
        var cora = site.Cast["Cora"];
        var subscription = await db.Subscriptions.AsNoTracking().FirstAsync(s => s.AccountId == cora.Id && s.State == SubscriptionState.Active);
        var address = product.Urls.Single() + "/in";
        await db.Products.Where(p => p.Id == subscription.ProductId).ExecuteUpdateAsync(set => set.SetProperty(p => p.LaunchAddress, address));

        var page = await site.SignIn("Cora", javaScript: javaScript);
        await page.GotoAsync("/subscriptions");
        if (javaScript) await page.Look("launch-list");
        Assert.True(await page.Locator("main td form[action$='/open']").CountAsync() > 0, "The rows offer it.");
        await page.GotoAsync($"/subscriptions/{PublicId.Format("sub", subscription.Id)}");
        if (javaScript) await page.Look("launch-details");
        if (javaScript)
        {
            await page.GotoAsync(page.Url + "/open");
            await page.Look("launch-ask");
        }
        await page.Locator("main form[action$='/open'] button").ClickAsync();
        var token = await came.Task.WaitAsync(TimeSpan.FromMilliseconds(Hands.Patience), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(' ', token);
        Assert.Equal(43, token.Length);

        // Whoever sells it sees it, and does not open it.
        var rosa = await site.SignIn("Rosa", javaScript: javaScript);
        await rosa.GotoAsync($"/subscriptions/{PublicId.Format("sub", subscription.Id)}");
        Assert.Equal(0, await rosa.Locator("main form[action$='/open']").CountAsync());
    }

    private static async Task<WebApplication> Product(TaskCompletionSource<string> came)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var program = builder.Build();
        program.MapGet("/in", (HttpRequest request) =>
        {
            came.TrySetResult(request.Query["launch"].ToString());
            return Results.Content("<!doctype html><html lang=en><title>In</title><main><h1>Welcome</h1></main></html>", "text/html");
        });
        program.MapGet("/favicon.ico", () => Results.NoContent());
        await program.StartAsync();
        return program;
    }
}
