using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Web.Kit;
using Tributary.Web.Security;

namespace Tributary.Web.Pages.Marketplace;

/// <summary>
/// Who, what, at which price, from which balance, before it is ordered. What is shown comes from the deed itself, run
/// without writing; exactly what was shown is ordered, once.
/// </summary>
[Authorize(Policy = Policies.ManageOrders)]
public sealed class ReviewModel(TributaryDb db, CurrentViewer current, Desk desk, Shelf shelf, CartCookie cookie) : PageModel
{
    [BindProperty]
    public string? Sealed { get; set; }

    [BindProperty]
    public string? Reference { get; set; }

    public Account Account { get; private set; } = null!;

    public IReadOnlyList<ReviewLine> Lines { get; private set; } = [];

    /// <summary>Why it cannot be ordered as it is; null when it can.</summary>
    public Refusal? No { get; private set; }

    /// <summary>True when the price is another one by now than the one that was agreed to.</summary>
    public bool PriceChanged { get; private set; }

    /// <summary>True when the viewer's own balance is short, and the order would wait for it.</summary>
    public Money? OwnMissing { get; private set; }

    public bool WaitsForApproval { get; private set; }

    public string? Buyer { get; private set; }

    /// <summary>Where the buyer's own page is.</summary>
    public string? BuyerPlace { get; private set; }

    /// <summary>What the viewer pays out of, and what its buyer does, where it may see them.</summary>
    public Wallet? OwnWallet { get; private set; }

    public Wallet? BuyersWallet { get; private set; }

    public DateOnly Today { get; private set; }

    public IReadOnlyList<Money> Pays => Sums.Of(Lines.Select(l => l.Price.Pays?.Gross));

    public IReadOnlyList<Money> Charges => Sums.Of(Lines.Select(l => l.Price.Charges?.Gross));

    /// <summary>What the viewer has of it, where it sells in one currency.</summary>
    public Money? Margin => Sums.Of(Lines.Select(l => l.Price.Margin)) is [var margin] ? margin : null;

    /// <summary>The amount the button names: what the viewer itself pays, else what its buyer does.</summary>
    public Money? Named => Pays is [var own] ? own : Pays.Count == 0 && Charges is [var theirs] ? theirs : null;

    public async Task<IActionResult> OnGetAsync()
    {
        var cart = cookie.Read();
        if (await Chosen.Of(db, current, cart) is not { } account) return Redirect("/marketplace/for");
        if (cart.Items.Count == 0) return Redirect("/marketplace/cart");
        await Show(account, cart);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromServices] IDataProtectionProvider protection)
    {
        if (Reviewed.Open(Sealed, protection, current.Viewer) is not { } reviewed) return Redirect("/marketplace/review");
        var account = await db.Accounts.One(current.Viewer, reviewed.Cart.For!.Value);
        var reference = $"panel:{reviewed.Reference:N}";
        var asked = SHA256.HashData([.. reviewed.Cart.Write(), .. Encoding.UTF8.GetBytes(Reference ?? "")]);
        // The answer of a second click is that of the first, whatever prices do meanwhile.
        Money? agreed = null;
        var known = await db.Done.FindAsync(account.BranchId, current.Viewer.CallerId, reference) is not null;
        if (!known)
        {
            await Show(account, reviewed.Cart);
            if (No is not null) return Page();
            PriceChanged = !CryptographicOperations.FixedTimeEquals(Agreed(), reviewed.Agreed);
            if (PriceChanged) return Page();
            // The desk looks once more: between here and there a price may begin to count.
            agreed = Named;
        }
        OrderAnswer answer;
        try
        {
            answer = await desk.Do(Deed(account, reviewed.Cart, reference, asked, agreed));
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Invalid)
        {
            await Show(account, reviewed.Cart);
            PriceChanged = no.Code == "order.price_changed";
            if (!PriceChanged) No = no;
            return Page();
        }
        cookie.Save(Cart.Empty);
        return Redirect($"/orders/{PublicId.Format("ord", answer.OrderId)}?placed=1");
    }

    /// <summary>What the form carries: this very order.</summary>
    public string Seal(IDataProtectionProvider protection) =>
        new Reviewed(Guid.CreateVersion7(), new(Account.Id, [.. Lines.Select(l => new OrderItem(l.PlanId, l.Interval, l.Quantity))]), Agreed())
            .Seal(protection, current.Viewer);

    private async Task Show(Account account, Cart cart)
    {
        Account = account;
        Today = await desk.Today();
        try
        {
            var answer = await desk.Preview(Deed(account, cart, null, []));
            var payer = await PayerOf(account);
            Lines = [.. answer.Lines.Select(l => new ReviewLine(l.PlanId, l.Title, l.Interval, l.Quantity, PriceView.Of(l.Levels, l.Quantity, current.Viewer.At(account.Path), payer)))];
            WaitsForApproval = answer.State == OrderState.AwaitingApproval;
        }
        catch (Refusal no) when (no.Kind is RefusalKind.Conflict or RefusalKind.Invalid)
        {
            No = no;
            Lines = [.. (await shelf.Quote(current.Viewer, account, cart.Items))
                .Select(o => new ReviewLine(o.Plan.Id, Naming.Of(o.Product, o.Plan), o.Interval, o.Quantity, o.Price))];
        }
        var paying = await Chosen.BuyerOf(db, current.Viewer, Lines.Select(l => l.Price));
        (Buyer, BuyerPlace) = (paying?.Name, paying is null ? null : Spoken.Place(paying));
        if (!current.Viewer.HidesPrices && current.Viewer.May(Right.ViewMoney))
        {
            var own = Lines.Select(l => l.Price.Pays?.BuyerId).FirstOrDefault(id => id is not null);
            var buyer = Lines.Select(l => l.Price.Charges?.BuyerId).FirstOrDefault(id => id is not null);
            var wallets = await Wallet.OfMany(db, current.Viewer, [.. new[] { own, buyer }.OfType<Guid>()], Today);
            OwnWallet = wallets.GetValueOrDefault(own ?? Guid.Empty);
            BuyersWallet = wallets.GetValueOrDefault(buyer ?? Guid.Empty);
        }
        if (BuyersWallet is not null && Pays is [var pays] && OwnWallet?.Available is { } left && pays > left) OwnMissing = pays - left;
    }

    private PlaceOrder Deed(Account account, Cart cart, string? reference, byte[] asked, Money? agreed = null) => new()
    {
        By = current.Viewer, Branch = account.BranchId, AccountId = account.Id, Items = cart.Items, BuyerReference = Reference?.Trim() ?? "",
        AgreedTotal = agreed, Reference = reference, Asked = asked,
    };

    private async Task<Guid> PayerOf(Account account)
    {
        if (account.Kind != AccountKind.Division) return account.Id;
        var chain = await db.Accounts.AsNoTracking().ChainTo(account.Path).Where(a => a.Kind != AccountKind.Division).Select(a => new { a.Id, a.Path }).ToListAsync();
        return chain.MaxBy(a => a.Path.Length)!.Id;
    }

    private byte[] Agreed() => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', Lines.Select(l => $"{l.Price.Pays?.Gross}/{l.Price.Charges?.Gross}"))));
}

/// <summary>One line of what is about to be ordered.</summary>
public sealed record ReviewLine(Guid PlanId, string Title, Interval Interval, int Quantity, PriceView Price);
