using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tributary.Data;

namespace Tributary.Web.Security;

/// <summary>
/// The first run: while nobody runs this installation, every page leads to the set-up wizard, and the wizard opens only
/// to the code that the program prints where it was started. There is no default password, and a stranger on a public
/// address who comes first gets nowhere.
/// </summary>
public sealed class FirstRun(DatabaseChoice database)
{
    private volatile bool over;

    /// <summary>The code of this start of the program: 50 bits, and attempts are limited.</summary>
    public string Code { get; } = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 5) + "-"
        + RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 5);

    /// <summary>True for the seconds in which a demo company is founded: nobody is led to set up another one.</summary>
    public bool DemoComes { get; set; }

    /// <summary>Whether this is the code, however it was typed.</summary>
    public bool IsCode(string? text) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Plain(text ?? "")), Encoding.UTF8.GetBytes(Plain(Code)));

    /// <summary>Whether somebody runs this installation by now.</summary>
    public async Task<bool> IsOver()
    {
        if (over) return true;
        await using var db = database.CreateDbContext();
        return over = await db.Accounts.AnyAsync(account => account.Path == TreePath.Root);
    }

    private static string Plain(string text) => new([.. text.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
}

/// <summary>Leads every page to the wizard until it is done.</summary>
internal sealed class FirstRunGate(RequestDelegate next, FirstRun first)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var open = path.StartsWithSegments("/setup") || path.StartsWithSegments("/health") || path.StartsWithSegments("/error")
            || path.StartsWithSegments("/brand") || path.StartsWithSegments("/api") || path.StartsWithSegments("/openapi");
        if (open || await first.IsOver()) await next(context);
        else if (HttpMethods.IsGet(context.Request.Method) && !first.DemoComes) context.Response.Redirect("/setup");
        else context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }
}
