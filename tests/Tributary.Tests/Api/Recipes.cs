using Tributary.Tests.Web;

namespace Tributary.Tests.Api;

/// <summary>How every door of the API is tried. Who adds a door adds its recipe; the test fails on a door it has none for.</summary>
public static class Recipes
{
    // Another branch, a sibling of the seller, and a child that looks up.
    private static Cast[] Foreign(Stage s) => [s.World.Xena, s.Sven, s.World.Dana];
    private static Cast[] ForeignToSaul(Stage s) => [s.World.Xena, s.Sven, s.World.Cora];
    private static Cast[] AllButSaul(Stage s) => [s.World.Xena, s.Sven, s.World.Cora, s.World.Rosa];

    private static Cast[] AllOthersThanSaul(Stage s) => [.. AllButSaul(s), s.World.Piet, s.World.Nora];

    private static readonly Func<Stage, Cast> Nora = s => s.World.Nora;
    private static readonly Func<Stage, Cast> Rosa = s => s.World.Rosa;
    private static readonly Func<Stage, Cast> Saul = s => s.World.Saul;
    private static readonly Func<Stage, Cast> Cora = s => s.World.Cora;

    private static readonly Recipe OfSaul = new(Rosa) { Places = s => [s.World.Saul.Ref()], Strangers = ForeignToSaul };
    private static readonly Recipe OfOlga = new(Saul) { Places = s => [s.Opened.Ref()], Strangers = ForeignToSaul, MayConflict = true };
    private static readonly Recipe OfRunning = new(Saul) { Places = s => [PublicId.Format("sub", s.Running.Id)], Strangers = Foreign, MayConflict = true };

    // Nobody above the issuer sees what it charges, and no neighbour of the buyer.
    private static readonly Recipe OfInvoice = new(Saul) { Places = s => [s.Invoice], Strangers = s => [s.World.Xena, s.Sven, s.World.Cora, s.World.Rosa, s.World.Piet, s.World.Nora] };
    private static readonly Recipe OfBatch = new(Saul) { Places = s => [s.Batch], Strangers = AllButSaul, MayConflict = true };

    private static readonly Recipe OfMany = new(Saul) { Body = s => new { deed = "resume", subscriptions = new[] { PublicId.Format("sub", s.Running.Id) } }, Strangers = Foreign };
    private static readonly Recipe OfBulk = new(Saul) { Places = s => [s.Bulk], Strangers = AllButSaul };

    private static Recipe List(Func<Stage, Cast> by, Func<Stage, string> tells, Func<Stage, Cast[]> hiddenFrom) =>
        new(by) { Tells = s => [tells(s)], HiddenFrom = hiddenFrom };

    private static Recipe Own(object? body = null) => new(Saul) { Personal = true, Body = _ => body };

    private static Recipe Work(int which, object? body = null) =>
        new(Nora) { Places = s => [s.Works[which]], Strangers = s => [.. Foreign(s), s.World.Saul, s.World.Cora], Body = _ => body, MayConflict = true };

    private static object Lines(Stage s) => new { account = s.World.Cora.Ref(), items = new[] { new { plan = PublicId.Format("pln", s.Plan.PlanId), quantity = 1, interval = "monthly" } } };

    /// <summary>The recipe of a door, by its verb and pattern below the API's base.</summary>
    public static readonly IReadOnlyDictionary<string, Recipe> All = new Dictionary<string, Recipe>
    {
        ["GET /accounts"] = List(Saul, s => s.World.Cora.Ref(), s => [s.World.Xena, s.Sven, s.World.Dana]),
        ["POST /accounts"] = new(Saul) { Body = s => Caller.Customer(s.World.Saul), Strangers = ForeignToSaul },
        ["GET /accounts/similar"] = List(Saul, s => s.World.Cora.Ref(), s => [s.World.Xena, s.Sven, s.World.Dana]) with { Query = "?name=Cora" },
        ["GET /registers"] = new(Nora) { Strangers = s => [s.World.Xena, s.World.Saul, s.World.Cora] },
        ["POST /registers"] = new(Nora) { Strangers = s => [s.World.Xena, s.World.Saul, s.World.Cora], Body = _ => new { source = "Trade register", content = "name\nRegistered Ltd\n" } },
        ["GET /accounts/{id}"] = OfSaul,
        ["PATCH /accounts/{id}"] = OfSaul with { Body = _ => new { phone = "+49 30 1" } },
        ["POST /accounts/{id}/submit"] = OfOlga,
        ["POST /accounts/{id}/confirm"] = OfOlga with { By = Nora },
        ["POST /accounts/{id}/deactivate"] = OfOlga with { Body = _ => new { reason = "Asked for" } },
        ["POST /accounts/{id}/reactivate"] = OfOlga,
        ["POST /accounts/{id}/rights"] = OfOlga with { Body = _ => new { mayOpen = new[] { "customer" } } },
        ["GET /accounts/{id}/branding"] = OfSaul,
        ["PATCH /accounts/{id}/branding"] = OfSaul with { Body = _ => new { colour = "#1d4ed8", sales = new { phone = "+49 30 1" } } },
        ["PUT /accounts/{id}/branding/logo"] = OfSaul with { Body = _ => new { content = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA5IDkiPjxyZWN0IHdpZHRoPSI5IiBoZWlnaHQ9IjkiLz48L3N2Zz4=" } },
        ["DELETE /accounts/{id}/branding/logo"] = OfSaul,
        ["POST /accounts/{id}/domain/check"] = OfSaul with { MayConflict = true },
        ["GET /accounts/{id}/onboarding"] = OfSaul with { Tells = _ => ["branding"] },
        ["POST /accounts/{id}/onboarding/{line}"] = OfOlga with { Places = s => [s.Opened.Ref(), "branding"], Body = _ => new { waived = true } },
        ["POST /accounts/{id}/delegate"] = OfSaul with { By = Nora, Body = _ => new { confirms = true } },
        ["GET /accounts/{id}/agreement"] = OfSaul with { By = Saul, Strangers = s => [.. ForeignToSaul(s), s.World.Piet], Tells = s => [s.Agreement] },
        ["POST /accounts/{id}/agreement/accept"] = OfSaul with { By = Saul, Body = s => new { agreement = s.Agreement } },
        ["GET /agreements"] = List(Rosa, s => s.Agreement, s => [s.World.Xena, s.World.Saul, s.World.Piet]),
        ["POST /agreements"] = new(Rosa) { Body = _ => new { title = "Agreement", text = "Sell well." } },
        ["GET /agreements/{id}"] = new(Rosa) { Places = s => [s.Agreement], Strangers = s => [s.World.Xena, s.World.Piet, s.World.Cora, s.World.Nora] },
        ["POST /accounts/{id}/terms"] = OfSaul with { Body = _ => new { settlement = "prepaid" } },
        ["GET /accounts/{id}/dashboard"] = OfSaul,
        ["GET /forecast"] = new(Saul),
        ["GET /forecast/wallets"] = List(Saul, s => s.World.Cora.Ref(), AllOthersThanSaul),
        ["GET /forecast/charges"] = List(Saul, s => PublicId.Format("sub", s.Running.Id), Foreign) with { Query = "?day=2026-02-15" },
        ["GET /today"] = List(Saul, s => "balance_low:" + s.World.Saul.Ref(), s => [s.World.Xena, s.Sven, s.World.Cora, s.World.Dana]),
        ["POST /today/postpone"] = new(Saul) { Body = s => new { decision = "balance_low:" + s.World.Saul.Ref(), until = "2026-01-17" }, Strangers = ForeignToSaul },
        ["GET /accounts/{id}/usage"] = OfSaul,
        ["GET /graph-notes"] = List(Saul, s => s.Note, s => [s.World.Xena, s.World.Rosa, s.World.Cora]),
        ["POST /graph-notes"] = new(Saul) { Body = _ => new { day = "2026-01-14", text = "Fair" } },
        ["PATCH /graph-notes/{id}"] = new(Saul) { Places = s => [s.Note], Strangers = AllOthersThanSaul, Body = _ => new { text = "Fair" } },
        ["DELETE /graph-notes/{id}"] = new(Saul) { Places = s => [s.OtherNote], Strangers = AllOthersThanSaul },
        ["GET /demand"] = List(Saul, s => PublicId.Format("prd", s.Own.ProductId), s => [s.World.Xena, s.Sven, s.World.Cora]),
        ["GET /figures"] = new(Saul),
        ["GET /reports/monthly/{month}"] = new(Saul) { Places = _ => ["2026-01"] },
        ["GET /usage-settings"] = new(Saul),
        ["PATCH /usage-settings"] = new(Saul) { Body = _ => new { hidesEndUsers = true } },
        ["POST /usage-events"] = new(Saul)
        {
            Body = s => new { events = new[] { new { id = "e1", subscription = PublicId.Format("sub", s.Running.Id), endUser = "ada", at = "2026-01-14T08:00:00Z" } } },
        },
        ["POST /launches/redeem"] = new(Nora) { Strangers = s => [s.World.Xena, s.World.Saul, s.World.Cora], Body = s => new { token = s.LaunchToken } },
        ["GET /accounts/{id}/wallet"] = OfSaul with { Strangers = s => [.. ForeignToSaul(s), s.World.Piet] },
        ["POST /accounts/{id}/wallet/top-ups"] = OfSaul with { Body = _ => new { amount = new { amount = "1.00", currency = "USD" } } },
        ["GET /accounts/{id}/wallet/transfers"] = OfSaul with { Strangers = s => [.. ForeignToSaul(s), s.World.Piet] },
        ["GET /accounts/{id}/charges"] = OfSaul with { Strangers = s => [.. ForeignToSaul(s), s.World.Piet] },
        ["GET /invoices"] = List(Saul, s => s.Invoice, s => [s.World.Xena, s.Sven, s.World.Cora, s.World.Rosa, s.World.Piet, s.World.Nora]),
        ["POST /invoices"] = new(Saul) { Body = s => new { account = s.Ines.Ref() }, Strangers = s => [s.World.Xena, s.Sven, s.World.Cora] },
        ["GET /invoices/{id}"] = OfInvoice,
        ["GET /invoices/{id}/lines"] = OfInvoice,
        ["POST /invoices/{id}/credit"] = OfInvoice with { Body = _ => new { reason = "Billed twice" } },

        ["GET /users"] = List(Saul, s => s.Person, ForeignToSaul),
        ["GET /accounts/{id}/users"] = OfSaul with { By = Saul, Tells = s => [s.Person] },
        ["POST /accounts/{id}/users"] = OfSaul with { By = Saul, Body = _ => new { email = "new@example.com", name = "Nele", role = "viewer" } },
        ["PATCH /accounts/{id}/users/{user}"] = OfSaul with { By = Saul, Places = s => [s.World.Saul.Ref(), s.Person], Body = _ => new { role = "viewer" } },
        ["DELETE /accounts/{id}/users/{user}"] = OfSaul with { By = Saul, Places = s => [s.World.Saul.Ref(), s.Leaver] },
        ["GET /imports"] = List(Saul, s => s.Batch, AllButSaul),
        ["POST /imports/people"] = new(Saul) { Body = _ => new { fileName = "more.csv", content = "email,name,account\nnew@example.com,Nele,Saul\n" } },
        ["GET /imports/{id}"] = OfBatch,
        ["GET /imports/{id}/rows"] = OfBatch,
        ["GET /imports/{id}/failed.csv"] = OfBatch,
        ["POST /imports/{id}/check"] = OfBatch,
        ["POST /imports/{id}/apply"] = OfBatch,
        ["POST /imports/{id}/discard"] = OfBatch,
        ["GET /profile"] = Own(),
        ["PATCH /profile"] = Own(new { phone = "+49 30 7" }),
        ["POST /profile/email"] = Own(new { email = "quin@else.test", currentPassword = Panel.Password }),
        ["PUT /profile/photo"] = Own(new { content = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==" }),
        ["DELETE /profile/photo"] = Own(),
        ["POST /profile/password"] = Own(new { currentPassword = Panel.Password, password = Panel.Password }),
        ["GET /keys"] = List(Saul, s => s.Key, AllButSaul),
        ["POST /keys"] = new(Saul) { Body = _ => new { name = "Till", scopes = new[] { "orders:read" } } },
        ["DELETE /keys/{id}"] = new(Saul) { Places = s => [s.Key], Strangers = AllButSaul },

        ["GET /products"] = List(Saul, s => PublicId.Format("prd", s.Own.ProductId), s => [s.World.Xena, s.Sven]),
        ["POST /products"] = new(Saul) { Body = _ => new { code = "NEW", name = "New" } },
        ["GET /products/{id}"] = new(Saul) { Places = s => [PublicId.Format("prd", s.Own.ProductId)], Strangers = s => [s.World.Xena, s.Sven] },
        ["PATCH /products/{id}"] = new(Saul) { Places = s => [PublicId.Format("prd", s.Own.ProductId)], Strangers = AllButSaul, Body = _ => new { vendor = "Saul" } },
        ["GET /plans"] = List(Saul, s => PublicId.Format("pln", s.Own.PlanId), s => [s.World.Xena, s.Sven]),
        ["POST /plans"] = new(Saul)
        {
            Strangers = AllButSaul, Body = s => new { product = PublicId.Format("prd", s.Own.ProductId), code = "MORE", name = "More", kind = "add_on" },
        },
        ["GET /plans/{id}"] = new(Saul) { Places = s => [PublicId.Format("pln", s.Own.PlanId)], Strangers = s => [s.World.Xena, s.Sven] },
        ["PATCH /plans/{id}"] = new(Saul) { Places = s => [PublicId.Format("pln", s.Own.PlanId)], Strangers = AllButSaul, Body = _ => new { name = "Care plus" } },
        ["POST /plans/{id}/price-points"] = new(Saul)
        {
            Places = s => [PublicId.Format("pln", s.Own.PlanId)], Strangers = AllButSaul,
            Body = _ => new { interval = "quarterly", baseCost = new { amount = "20.00", currency = "USD" } },
        },
        ["GET /add-ons"] = new(Saul),
        ["POST /add-ons"] = new(Saul)
        {
            Strangers = s => [s.World.Xena, s.Sven, s.World.Rosa],
            Body = s => new { buyer = s.World.Cora.Ref(), code = "LOGO", name = "Custom logo", interval = "one_time", price = new { amount = "90.00", currency = "USD" } },
        },
        ["GET /price-lists/imports"] = List(Saul, s => s.Import, AllButSaul),
        ["POST /price-lists/imports"] = new(Saul) { Body = _ => new { fileName = "more.csv", content = "product,code,name,currency,monthly_price\nMail,SOLO,Solo,USD,4.00\n" } },
        ["GET /price-lists/imports/{id}"] = new(Saul) { Places = s => [s.Import], Strangers = AllButSaul },
        ["GET /price-lists/imports/{id}/findings"] = new(Saul) { Places = s => [s.Import], Strangers = AllButSaul },
        ["POST /price-lists/imports/{id}/check"] = new(Saul) { Places = s => [s.Import], Strangers = AllButSaul, MayConflict = true },
        ["POST /price-lists/imports/{id}/apply"] = new(Saul) { Places = s => [s.Import], Strangers = AllButSaul, MayConflict = true },
        ["POST /price-lists/imports/{id}/discard"] = new(Saul) { Places = s => [s.Import], Strangers = AllButSaul, MayConflict = true },
        ["GET /prices"] = List(Saul, s => s.Rule, AllButSaul),
        ["POST /prices"] = new(Saul) { Body = s => new { buyer = s.World.Cora.Ref(), markupPercent = 20 }, Strangers = s => [s.World.Xena, s.Sven, s.World.Rosa] },
        ["DELETE /prices/{id}"] = new(Saul) { Places = s => [s.Rule], Strangers = AllButSaul },
        ["GET /exchange-rates"] = List(Saul, s => s.Rate, AllButSaul),
        ["POST /exchange-rates"] = new(Saul) { Body = _ => new { from = "USD", to = "GBP", rate = 0.8 } },
        ["POST /quotes"] = new(Saul) { Body = Lines, Strangers = Foreign },

        ["GET /orders"] = List(Saul, s => s.Delivering, Foreign),
        ["POST /orders"] = new(Saul) { Body = Lines, Strangers = Foreign },
        ["POST /orders/preview"] = new(Saul) { Body = Lines, Strangers = Foreign },
        ["GET /orders/{id}"] = new(Saul) { Places = s => [s.Delivering], Strangers = Foreign },
        ["POST /orders/{id}/approve"] = new(Saul) { Places = s => [s.Waiting], Strangers = s => [.. Foreign(s), s.World.Cora] },
        ["POST /orders/{id}/cancel"] = new(Cora) { Places = s => [s.Delivering], Strangers = Foreign, MayConflict = true },
        ["POST /orders/{id}/resubmit"] = new(Saul) { Places = s => [s.Delivering], Strangers = Foreign, MayConflict = true },
        ["GET /subscriptions"] = List(Saul, s => PublicId.Format("sub", s.Running.Id), Foreign),
        ["POST /subscriptions/bulk"] = OfMany,
        ["POST /subscriptions/bulk/preview"] = OfMany,
        ["GET /subscriptions/bulk/{id}"] = OfBulk,
        ["GET /subscriptions/bulk/{id}/refused"] = OfBulk with { Tells = s => [PublicId.Format("sub", s.Running.Id)] },
        ["POST /subscriptions/bulk/{id}/stop"] = OfBulk with { MayConflict = true },
        ["GET /views"] = List(Saul, s => s.View, AllButSaul),
        ["POST /views"] = new(Saul) { Body = _ => new { name = "View " + Guid.NewGuid().ToString("N"), query = "status=active" } },
        ["PUT /views/{id}"] = new(Saul) { Places = s => [s.View], Strangers = AllButSaul, Body = _ => new { name = "Due first", query = "sort=due" } },
        ["DELETE /views/{id}"] = new(Saul) { Places = s => [s.Doomed], Strangers = AllButSaul },
        ["GET /subscriptions/{id}"] = OfRunning with { MayConflict = false },
        ["POST /subscriptions/{id}/renew"] = OfRunning,
        ["POST /subscriptions/{id}/renew/preview"] = OfRunning,
        ["POST /subscriptions/{id}/change"] = OfRunning with { Body = _ => new { quantity = 2 } },
        ["POST /subscriptions/{id}/change/preview"] = OfRunning with { Body = _ => new { quantity = 2 } },
        ["POST /subscriptions/{id}/cancel"] = OfRunning with { Body = _ => new { reason = "Moves away" } },
        ["POST /subscriptions/{id}/cancel/preview"] = OfRunning,
        // To whom it belongs: those who come after must find it where it was.
        ["POST /subscriptions/{id}/assign"] = OfRunning with { Body = s => new { account = s.World.Cora.Ref() } },
        ["POST /subscriptions/{id}/assign/preview"] = OfRunning with { Body = s => new { account = s.World.Dana.Ref() } },
        ["POST /subscriptions/{id}/pause"] = OfRunning,
        ["POST /subscriptions/{id}/pause/preview"] = OfRunning,
        ["POST /subscriptions/{id}/resume"] = OfRunning,
        ["POST /subscriptions/{id}/resume/preview"] = OfRunning,
        ["POST /subscriptions/{id}/hold"] = OfRunning,
        ["POST /subscriptions/{id}/hold/preview"] = OfRunning,
        ["POST /subscriptions/{id}/unhold"] = OfRunning,
        ["POST /subscriptions/{id}/unhold/preview"] = OfRunning,
        ["GET /assets"] = List(Cora, s => s.Asset, Foreign),
        ["GET /assets/{id}"] = new(Cora) { Places = s => [s.Asset], Strangers = Foreign },
        ["POST /assets/{id}/assign"] = new(Cora) { Places = s => [s.Asset], Strangers = s => [s.World.Xena, s.Sven], Body = _ => new { } },

        ["GET /work"] = List(Nora, s => s.Works[0], s => [.. Foreign(s), s.World.Saul, s.World.Cora]),
        ["GET /work/{id}"] = Work(0),
        ["POST /work/{id}/done"] = Work(0),
        ["POST /work/{id}/failed"] = Work(1, new { reason = "Out of stock" }),
        ["POST /work/{id}/take"] = Work(2),
        ["POST /work/{id}/resubmit"] = Work(2),
        ["POST /work/{id}/settle"] = Work(2),
        ["GET /guest-passes"] = List(Saul, s => s.Pass, s => [s.World.Xena, s.Sven, s.World.Dana]),
        ["POST /guest-passes"] = new(Saul)
        {
            Body = s => new { account = s.World.Dana.Ref(), visitor = s.Person, reason = "Looks why it does not renew" }, Strangers = s => [s.World.Xena, s.Sven, s.World.Cora],
        },
        ["GET /guest-passes/{id}"] = new(Saul) { Places = s => [s.Pass], Strangers = Foreign },
        ["POST /guest-passes/{id}/answer"] = new(Cora) { Places = s => [s.Pass], Strangers = Foreign, Body = _ => new { agree = true }, MayConflict = true },
        ["POST /guest-passes/{id}/end"] = new(Saul) { Places = s => [s.Pass], Strangers = Foreign },
        ["GET /trail"] = List(Saul, s => s.Delivering, Foreign),
        ["GET /search"] = List(Saul, s => s.World.Cora.Ref(), s => [s.World.Xena, s.Sven, s.World.Dana]) with { Query = "?q=cora" },
        ["GET /mail"] = List(Saul, s => s.Mail, AllOthersThanSaul),
        ["GET /mail/{id}"] = new(Saul) { Places = s => [s.Mail], Strangers = AllOthersThanSaul },
        ["POST /mail/{id}/resend"] = new(Saul) { Places = s => [s.Mail], Strangers = AllOthersThanSaul, MayConflict = true },
        ["GET /help"] = new(Cora),
        ["GET /notices"] = List(Cora, s => s.TopUpOfCora, s => [.. Foreign(s), s.World.Saul]),
    };
}
