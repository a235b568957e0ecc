using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tributary.Accounts;
using Tributary.Catalog;
using Tributary.Data;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Orders;

namespace Tributary.Bench;

/// <summary>
/// What the product is compared with over HTTP, in a process of its own: the same order with a transaction to itself, and a
/// page of a dozen rows read by plain Npgsql. No sign-in, no rights, no limits: it does less than the product.
/// </summary>
internal static class References
{
    /// <summary>How many transactions of orders may be open at once.</summary>
    private const int AtOnce = 16;

    public static async Task Serve(string port, string setting)
    {
        await using var database = DatabaseChoice.From(setting);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.MapGet("/ready", () => "ready");
        if (database.Kind == DatabaseKind.Postgres) MapPage(app, database.Postgres!);
        await MapOrders(app, database);
        await app.RunAsync();
    }

    // The same decision and the same rows as the product's, with one order to a transaction and many transactions at once.
    private static async Task MapOrders(WebApplication app, DatabaseChoice database)
    {
        await using var db = database.CreateDbContext();
        var accounts = await db.Accounts.AsNoTracking().Take(100_000).ToDictionaryAsync(a => PublicId.Format("acc", a.Id));
        var desks = Enumerable.Range(0, database.Kind == DatabaseKind.Postgres ? AtOnce : 1)
            .Select(_ => new Desk(database, TimeProvider.System, NullLogger<Desk>.Instance, mostAtOnce: 1)).ToArray();
        var turn = 0;
        app.MapPost("/api/v1/orders", async (HttpContext http) =>
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body);
            var account = accounts[body.RootElement.GetProperty("account").GetString()!];
            var item = body.RootElement.GetProperty("items")[0];
            PublicId.TryParse(item.GetProperty("plan").GetString(), "pln", out var plan);
            var by = new Viewer { Name = "Reference", AccountId = account.Id, BranchId = account.BranchId, Path = account.Path, Kind = account.Kind, Rights = Right.All };
            var answer = await desks[(uint)Interlocked.Increment(ref turn) % desks.Length].Do(new PlaceOrder
            {
                By = by, Branch = account.BranchId, AccountId = account.Id, Items = [new(plan, Interval.Monthly, item.GetProperty("quantity").GetInt32())],
                Reference = http.Request.Headers["Idempotency-Key"].ToString(), Asked = new byte[32],
            });
            http.Response.StatusCode = StatusCodes.Status201Created;
            await http.Response.WriteAsync($$"""{"id":"{{PublicId.Format("ord", answer.OrderId)}}","number":"{{answer.Number}}"}""");
        });
    }

    // As TechEmpower's Fortunes does it: twelve rows, one more, sorted, escaped, in a table.
    private static void MapPage(WebApplication app, NpgsqlDataSource source) => app.MapGet("/fortunes", async (HttpContext http) =>
    {
        var rows = new List<(int Id, string Message)>(13);
        await using (var command = source.CreateCommand("SELECT id, message FROM fortune"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) rows.Add((reader.GetInt32(0), reader.GetString(1)));
        }
        rows.Add((0, "Additional fortune added at request time."));
        rows.Sort((a, b) => string.CompareOrdinal(a.Message, b.Message));
        var page = new System.Text.StringBuilder(2048).Append("<!DOCTYPE html><html><head><title>Fortunes</title></head><body><table><tr><th>id</th><th>message</th></tr>");
        foreach (var (id, message) in rows)
            page.Append("<tr><td>").Append(id.ToString(CultureInfo.InvariantCulture)).Append("</td><td>").Append(System.Text.Encodings.Web.HtmlEncoder.Default.Encode(message)).Append("</td></tr>");
        page.Append("</table></body></html>");
        http.Response.ContentType = "text/html; charset=utf-8";
        var bytes = System.Text.Encoding.UTF8.GetBytes(page.ToString());
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes);
    });
}
