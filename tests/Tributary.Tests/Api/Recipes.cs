namespace Tributary.Tests.Api;

/// <summary>How every door of the API is tried. Who adds a door adds its recipe; the test fails on a door it has none for.</summary>
public static class Recipes
{
    // Another branch, a sibling of the seller, and a child that looks up.
    private static Cast[] Foreign(Stage s) => [s.World.Xena, s.Sven, s.World.Dana];
    private static Cast[] ForeignToSaul(Stage s) => [s.World.Xena, s.Sven, s.World.Cora];
    private static Cast[] AllButSaul(Stage s) => [s.World.Xena, s.Sven, s.World.Cora, s.World.Rosa];

    private static readonly Func<Stage, Cast> Nora = s => s.World.Nora;
    private static readonly Func<Stage, Cast> Rosa = s => s.World.Rosa;
    private static readonly Func<Stage, Cast> Saul = s => s.World.Saul;
    private static readonly Func<Stage, Cast> Cora = s => s.World.Cora;

    private static readonly Recipe OfSaul = new(Rosa) { Places = s => [s.World.Saul.Ref()], Strangers = ForeignToSaul };
    private static readonly Recipe OfOlga = new(Saul) { Places = s => [s.Opened.Ref()], Strangers = ForeignToSaul, MayConflict = true };
    private static readonly Recipe OfRunning = new(Saul) { Places = s => [PublicId.Format("sub", s.Running.Id)], Strangers = Foreign, MayConflict = true };

    private static Recipe List(Func<Stage, Cast> by, Func<Stage, string> tells, Func<Stage, Cast[]> hiddenFrom) =>
        new(by) { Tells = s => [tells(s)], HiddenFrom = hiddenFrom };

    private static Recipe Work(int which, object? body = null) =>
        new(Nora) { Places = s => [s.Works[which]], Strangers = s => [.. Foreign(s), s.World.Saul, s.World.Cora], Body = _ => body, MayConflict = true };

    private static object Lines(Stage s) => new { account = s.World.Cora.Ref(), items = new[] { new { plan = PublicId.Format("pln", s.Plan.PlanId), quantity = 1, interval = "monthly" } } };

    /// <summary>The recipe of a door, by its verb and pattern below the API's base.</summary>
    public static readonly IReadOnlyDictionary<string, Recipe> All = new Dictionary<string, Recipe>
    {
        ["GET /accounts"] = List(Saul, s => s.World.Cora.Ref(), s => [s.World.Xena, s.Sven, s.World.Dana]),
        ["POST /accounts"] = new(Saul) { Body = s => Caller.Customer(s.World.Saul), Strangers = ForeignToSaul },
        ["GET /accounts/{id}"] = OfSaul,
        ["PATCH /accounts/{id}"] = OfSaul with { Body = _ => new { phone = "+49 30 1" } },
        ["POST /accounts/{id}/submit"] = OfOlga,
        ["POST /accounts/{id}/confirm"] = OfOlga with { By = Nora },
        ["POST /accounts/{id}/deactivate"] = OfOlga with { Body = _ => new { reason = "Asked for" } },
        ["POST /accounts/{id}/reactivate"] = OfOlga,
        ["POST /accounts/{id}/rights"] = OfOlga with { Body = _ => new { mayOpen = new[] { "customer" } } },
        ["POST /accounts/{id}/terms"] = OfSaul with { Body = _ => new { settlement = "prepaid" } },
        ["GET /accounts/{id}/dashboard"] = OfSaul,
        ["GET /accounts/{id}/wallet"] = OfSaul with { Strangers = s => [.. ForeignToSaul(s), s.World.Piet] },
        ["POST /accounts/{id}/wallet/top-ups"] = OfSaul with { Body = _ => new { amount = new { amount = "1.00", currency = "USD" } } },
        ["GET /accounts/{id}/wallet/transfers"] = OfSaul with { Strangers = s => [.. ForeignToSaul(s), s.World.Piet] },

        ["GET /users"] = List(Saul, s => s.Person, ForeignToSaul),
        ["GET /accounts/{id}/users"] = OfSaul with { By = Saul, Tells = s => [s.Person] },
        ["POST /accounts/{id}/users"] = OfSaul with { By = Saul, Body = _ => new { email = "new@example.com", name = "Nele", role = "viewer" } },
        ["PATCH /accounts/{id}/users/{user}"] = OfSaul with { By = Saul, Places = s => [s.World.Saul.Ref(), s.Person], Body = _ => new { role = "viewer" } },
        ["DELETE /accounts/{id}/users/{user}"] = OfSaul with { By = Saul, Places = s => [s.World.Saul.Ref(), s.Leaver] },
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
        ["GET /subscriptions/{id}"] = OfRunning with { MayConflict = false },
        ["POST /subscriptions/{id}/renew"] = OfRunning,
        ["POST /subscriptions/{id}/renew/preview"] = OfRunning,
        ["POST /subscriptions/{id}/change"] = OfRunning with { Body = _ => new { quantity = 2 } },
        ["POST /subscriptions/{id}/change/preview"] = OfRunning with { Body = _ => new { quantity = 2 } },
        ["POST /subscriptions/{id}/cancel"] = OfRunning with { Body = _ => new { reason = "Moves away" } },
        ["POST /subscriptions/{id}/cancel/preview"] = OfRunning,
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

        ["GET /work"] = List(Nora, s => s.Works[0], s => [.. Foreign(s), s.World.Saul, s.World.Cora]),
        ["GET /work/{id}"] = Work(0),
        ["POST /work/{id}/done"] = Work(0),
        ["POST /work/{id}/failed"] = Work(1, new { reason = "Out of stock" }),
        ["POST /work/{id}/take"] = Work(2),
        ["POST /work/{id}/resubmit"] = Work(2),
        ["POST /work/{id}/settle"] = Work(2),
        ["GET /trail"] = List(Saul, s => s.Delivering, Foreign),
        ["GET /search"] = List(Saul, s => s.World.Cora.Ref(), s => [s.World.Xena, s.Sven, s.World.Dana]) with { Query = "?q=cora" },
        ["GET /notices"] = List(Cora, s => s.TopUpOfCora, s => [.. Foreign(s), s.World.Saul]),
    };
}
