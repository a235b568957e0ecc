using Tributary.Tests.Api;

namespace Tributary.Tests.Web;

/// <summary>How every door of every page is tried. Who adds a page adds its recipes; the test fails on a door it has none for.</summary>
public static class PageRecipes
{
    // Another branch, a sibling of the seller, and a child that looks up.
    private static Cast[] Foreign(Stage s) => [s.World.Xena, s.Sven, s.World.Dana];
    private static Cast[] ForeignToSaul(Stage s) => [s.World.Xena, s.Sven, s.World.Cora];
    private static Cast[] AllButSaul(Stage s) => [s.World.Xena, s.Sven, s.World.Cora, s.World.Rosa, s.World.Piet];

    private static readonly Func<Stage, Cast> Nora = s => s.World.Nora;
    private static readonly Func<Stage, Cast> Rosa = s => s.World.Rosa;
    private static readonly Func<Stage, Cast> Saul = s => s.World.Saul;
    private static readonly Func<Stage, Cast> Cora = s => s.World.Cora;

    private static readonly Func<Stage, string> Csv = _ => "format=csv";

    private static readonly PageRecipe OfSaul = new(Rosa) { Places = s => [s.World.Saul.Ref()], Strangers = ForeignToSaul };
    private static readonly PageRecipe OfCora = new(Saul) { Places = s => [s.World.Cora.Ref()], Strangers = Foreign };
    private static readonly PageRecipe OfRunning = new(Saul) { Places = s => [PublicId.Format("sub", s.Running.Id)], Strangers = Foreign };
    private static readonly PageRecipe OfDelivering = new(Saul) { Places = s => [s.Delivering], Strangers = Foreign };
    private static readonly PageRecipe OfWork = new(Nora) { Places = s => [s.Works[0]], Strangers = s => [.. Foreign(s), s.World.Cora, s.World.Saul] };
    private static readonly PageRecipe OfProduct = new(Saul) { Places = s => [PublicId.Format("prd", s.Own.ProductId)], Strangers = AllButSaul };
    private static readonly PageRecipe OfPlan = new(Saul) { Places = s => [PublicId.Format("pln", s.Own.PlanId)], Strangers = AllButSaul };
    private static readonly PageRecipe OfImport = new(Saul) { Places = s => [s.Import], Strangers = AllButSaul, Answers = [200, 302, 409] };
    private static readonly PageRecipe OfBatch = new(Saul) { Places = s => [s.Batch], Strangers = AllButSaul, Answers = [200, 302, 409] };
    private static readonly PageRecipe OfBulk = new(Saul) { Places = s => [s.Bulk], Strangers = AllButSaul };
    private static readonly PageRecipe OfView = new(Saul) { Strangers = AllButSaul };
    private static readonly PageRecipe OfRule = new(Saul) { Places = s => [s.Rule], Strangers = AllButSaul };
    private static readonly PageRecipe OfPerson = new(Saul) { Places = s => [s.PersonsPlace], Strangers = ForeignToSaul };
    private static readonly PageRecipe OfAsset = new(Saul) { Places = s => [s.Asset], Strangers = s => [s.World.Xena, s.Sven] };
    private static readonly PageRecipe OfKey = new(Saul) { Places = s => [s.Key], Strangers = AllButSaul };

    // Nobody above the issuer sees what it charges, and no neighbour of the buyer.
    private static readonly PageRecipe OfInvoice = new(Saul) { Places = s => [s.Invoice], Strangers = s => [s.World.Xena, s.Sven, s.World.Cora, s.World.Rosa, s.World.Piet, s.World.Nora] };

    private static IEnumerable<(string, PageRecipe)> Invoices()
    {
        yield return ("GET /invoices/{side}", new(Saul) { Tells = s => [s.Invoice] });
        yield return ("GET /invoices/{side} ?Export", new(Saul) { Query = Csv });
        yield return ("POST /invoices/{side} ?Columns", new(Saul));
        var charges = new PageRecipe(Saul) { Query = s => "account=" + s.Ines.Ref(), Strangers = s => [s.World.Xena, s.Sven, s.World.Cora, s.World.Rosa] };
        yield return ("GET /invoices/charges", charges);
        yield return ("GET /invoices/charges ?Export", charges with { Query = s => Csv(s) + "&account=" + s.Ines.Ref() });
        yield return ("POST /invoices/charges ?Columns", new(Saul));
        yield return ("POST /invoices/charges ?Issue", charges with { Needs = Right.ManageMoney, Strangers = s => [s.World.Xena, s.Sven, s.World.Cora] });
        yield return ("GET /invoices/{id}", OfInvoice);
        yield return ("GET /invoices/{id} ?Csv", OfInvoice);
        yield return ("GET /invoices/{id}/print", OfInvoice);
        yield return ("GET /invoices/{id}/credit", OfInvoice);
        yield return ("POST /invoices/{id}/credit", OfInvoice with { Form = _ => [("Reason", "Billed twice"), ("Which", "all")] });
    }

    // The same pages stand under two addresses, for resellers and for customers.
    private static IEnumerable<(string, PageRecipe)> Records(string at, PageRecipe of, Func<Stage, Cast[]> alsoNoSellers)
    {
        var money = of with { Strangers = s => [.. of.Strangers(s), .. alsoNoSellers(s)] };
        yield return ($"GET /{at}/{{id}}", of);
        yield return ($"GET /{at}/{{id}}/edit", of);
        yield return ($"POST /{at}/{{id}}/edit", of);
        yield return ($"GET /{at}/{{id}}/history", of);
        // A customer has no list to go by: under its address there is no such page.
        var list = at == "resellers" ? of : of with { Answers = [404] };
        yield return ($"GET /{at}/{{id}}/onboarding", list);
        yield return ($"POST /{at}/{{id}}/onboarding ?Waive", list with { Needs = Right.ManageAccounts, Places = s => at == "resellers" ? [s.Opened.Ref()] : of.Places(s), By = Saul, Form = _ => [("line", "branding"), ("waived", "true")] });
        yield return ($"POST /{at}/{{id}}/onboarding ?Delegate", list with { Needs = Right.ManageAccounts, By = Nora, Form = _ => [("confirms", "false")] });
        yield return ($"GET /{at}/{{id}}/add-ons", money);
        yield return ($"POST /{at}/{{id}}/add-ons", money with { Needs = Right.ManageCatalogue });
        yield return ($"GET /{at}/{{id}}/rights", of);
        yield return ($"POST /{at}/{{id}}/rights", of);
        var ask = of with { Places = s => [.. of.Places(s), "deactivate"] };
        yield return ($"GET /{at}/{{id}}/ask/{{deed}}", ask);
        // Asked without a reason, it is not done.
        yield return ($"POST /{at}/{{id}}/ask/{{deed}}", ask);
        yield return ($"GET /{at}/{{id}}/visit", of);
        // Without a reason nobody goes: who is on a visit is no control for the doors that follow.
        yield return ($"POST /{at}/{{id}}/visit", of);
        yield return ($"GET /{at}/{{id}}/wallet", money);
        yield return ($"GET /{at}/{{id}}/wallet ?Terms", money);
        yield return ($"GET /{at}/{{id}}/history ?Export", of with { Query = Csv });
        yield return ($"GET /{at}/{{id}}/wallet ?Export", money with { Query = Csv });
        yield return ($"GET /{at}/{{id}}/prices ?Export", money with { Query = Csv });
        yield return ($"POST /{at}/{{id}}/wallet ?TopUp", money with { Needs = Right.ManageMoney, Form = _ => [("Credit.Amount", "1.00"), ("Once", "5b0f6dca-4c2a-4a2b-8a83-0d9b2f6e7a11")] });
        yield return ($"POST /{at}/{{id}}/wallet ?Terms", money with { Needs = Right.ManageMoney, Form = _ => [("Input.Settlement", "Prepaid")] });
        yield return ($"GET /{at}/{{id}}/prices", money);
        yield return ($"POST /{at}/{{id}}/prices ?Effect", money);
        var edited = money with { Query = s => $"edit={PublicId.Format("pln", s.Plan.PlanId)}.monthly", Needs = Right.ManagePrices };
        yield return ($"POST /{at}/{{id}}/prices ?Set", edited with { Form = _ => [("Input.Kind", "Markup"), ("Input.Value", "31")] });
    }

    private static IEnumerable<(string, PageRecipe)> Lists()
    {
        yield return ("GET /", new(Saul));
        yield return ("GET / ?Export", new(Saul) { Query = Csv });
        yield return ("GET /activity", new(Saul) { Tells = s => ["Cora"] });
        foreach (var at in new[] { "/activity", "/assets", "/catalogue", "/customers", "/forecast/day", "/forecast/wallets", "/resellers", "/keys", "/mail", "/notices", "/orders/{view}", "/people", "/sign-ins", "/subscriptions", "/wallet/buyers" })
        {
            yield return ($"GET {at} ?Export", new(Saul) { Query = Csv });
            yield return ($"POST {at} ?Columns", new(Saul));
        }
        yield return ("GET /provisioning ?Export", new(Nora) { Query = Csv });
        yield return ("POST /provisioning ?Columns", new(Nora));
        yield return ("POST /provisioning ?Register", new(Nora) { Form = s => [("account", s.World.Cora.Ref())] });
        yield return ("GET /search", new(Saul) { Query = _ => "q=cora", Tells = s => [s.World.Cora.Ref()] });
        yield return ("GET /search ?Few", new(Saul) { Query = _ => "q=cora", Tells = s => [s.World.Cora.Ref()] });
        yield return ("GET /help", new(Cora) { Tells = _ => ["/help/ordering"] });
        yield return ("GET /help/{name}", new(Nora) { Places = _ => ["checking-the-books"], Strangers = s => [s.World.Cora, s.World.Dana] });
        yield return ("GET /usage", new(Saul));
        yield return ("GET /usage ?Export", new(Saul) { Query = Csv });
        yield return ("GET /forecast", new(Saul));
        yield return ("GET /forecast/wallets", new(Saul) { Tells = s => [s.World.Cora.Ref()] });
        yield return ("GET /forecast/day", new(Saul) { Query = _ => "on=2026-02-15", Tells = s => [PublicId.Format("sub", s.Running.Id)] });
        yield return ("POST /usage ?Note", new(Saul) { Needs = Right.ManageOrders, Form = _ => [("Input.Day", "2026-01-14"), ("Input.Text", "Fair")] });
        var note = new PageRecipe(Saul) { Places = s => [s.Note], Strangers = AllButSaul };
        yield return ("GET /usage/upload", new(Saul) { Needs = Right.RecordUsage });
        yield return ("POST /usage/upload", new(Saul) { Needs = Right.RecordUsage });
        yield return ("GET /usage/notes/{id}", note);
        yield return ("POST /usage/notes/{id}", note with { Form = _ => [("Input.Day", "2026-01-14"), ("Input.Text", "Fair")] });
        yield return ("POST /usage/notes/{id} ?Remove", note);
        foreach (var list in new[] { "demand", "software" })
        {
            yield return ($"GET /{list}", new(Saul));
            yield return ($"GET /{list} ?Export", new(Saul) { Query = Csv });
            yield return ($"POST /{list} ?Columns", new(Saul));
        }
        yield return ("GET /reports/monthly/{month}", new(Saul) { Places = _ => ["2025-12"] });
        yield return ("GET /reports/monthly/{month} ?Export", new(Saul) { Places = _ => ["2025-12"], Query = Csv });
        yield return ("GET /books", new(Nora));
        yield return ("POST /books ?Check", new(Nora) { Needs = Right.ViewMoney });
        yield return ("GET /catalogue", new(Saul));
        yield return ("GET /catalogue/imports", new(Saul) { Tells = s => [s.Import] });
        yield return ("POST /catalogue/imports", new(Saul));
        yield return ("GET /catalogue/new", new(Saul));
        yield return ("POST /catalogue/new", new(Saul) { Form = _ => [("Input.Code", "PAGE"), ("Input.Name", "Page")] });
        yield return ("GET /assets", new(Saul) { Tells = s => [s.Asset] });
        yield return ("POST /assets ?Assign", OfAsset with { Places = _ => [], Needs = Right.ManageOrders, Form = s => [("asset", s.Asset), ("to", s.World.Dana.Ref())] });
        yield return ("GET /choose", new(Saul));
        yield return ("GET /customers", new(Saul) { Tells = s => [s.World.Cora.Ref()] });
        yield return ("GET /resellers", new(Rosa) { Tells = s => [s.World.Saul.Ref()] });
        yield return ("GET /keys", new(Saul) { Tells = s => [s.Key] });
        yield return ("GET /keys/new", new(Saul));
        yield return ("POST /keys/new", new(Saul) { Form = _ => [("Input.Name", "Shop"), ("Input.Scopes", "orders:read"), ("Input.Days", "30")] });
        yield return ("GET /mail", new(Saul) { Tells = s => [s.Mail] });
        yield return ("GET /marketplace", new(Saul) { Query = s => "for=" + s.World.Cora.Ref(), Strangers = Foreign });
        yield return ("POST /marketplace", new(Cora) { Form = s => [("plan", PublicId.Format("pln", s.Plan.PlanId)), ("interval", "monthly"), ("quantity", "1")] });
        yield return ("GET /marketplace/cart", new(Cora));
        yield return ("POST /marketplace/cart", new(Cora));
        yield return ("GET /marketplace/for", new(Saul) { Tells = s => [s.World.Cora.Ref()] });
        yield return ("GET /marketplace/review", new(Cora));
        yield return ("POST /marketplace/review", new(Cora));
        yield return ("GET /notices", new(Cora));
        yield return ("POST /notices ?Seen", new(Cora));
        yield return ("GET /orders/{view}", new(Saul) { Tells = s => [s.Delivering] });
        yield return ("GET /people", new(Saul) { Tells = s => [s.PersonsPlace, "pia@saul.test"] });
        yield return ("GET /prices", new(Saul));
        yield return ("POST /prices ?Effect", new(Saul));
        yield return ("POST /prices ?Set", new(Saul) { Needs = Right.ManagePrices, Query = s => $"edit={PublicId.Format("pln", s.Plan.PlanId)}.monthly", Form = _ => [("Input.Kind", "Markup"), ("Input.Value", "31")] });
        yield return ("GET /prices/rates", new(Saul));
        yield return ("POST /prices/rates", new(Saul) { Needs = Right.ManagePrices });
        yield return ("GET /profile", new(Saul));
        foreach (var handler in new[] { "", " ?Email", " ?Password", " ?Report", " ?OfferTotp", " ?ConfirmTotp", " ?DropTotp" }) yield return ("POST /profile" + handler, new(Saul));
        yield return ("GET /provisioning", new(Nora) { Tells = s => [s.Works[0]] });
        foreach (var handler in new[] { "", " ?Logo", " ?DropLogo", " ?Domain", " ?Check" })
        {
            yield return ("POST /settings/branding" + handler, new(Saul));
            yield return ("POST /resellers/{id}/branding" + handler, OfSaul);
        }
        yield return ("GET /settings/branding", new(Saul) { Strangers = s => [s.World.Cora] });
        yield return ("GET /resellers/{id}/branding", OfSaul);
        yield return ("GET /profile/photo", new(Saul));
        foreach (var handler in new[] { "", " ?Drop" }) yield return ("POST /profile/photo" + handler, new(Saul));
        yield return ("GET /settings/agreements", new(Rosa) { Tells = s => [s.Agreement], Strangers = s => [s.World.Cora] });
        yield return ("POST /settings/agreements", new(Rosa) { Strangers = s => [s.World.Cora] });
        yield return ("POST /settings/agreements ?Preview", new(Rosa) { Strangers = s => [s.World.Cora] });
        yield return ("GET /settings/agreements/{id}", new(Rosa) { Places = s => [s.Agreement], Strangers = s => [s.World.Xena, s.World.Saul, s.World.Piet, s.World.Nora] });
        yield return ("GET /agreement", new(Saul) { Strangers = s => [s.World.Nora, s.World.Cora] });
        yield return ("POST /agreement", new(Saul) { Form = s => [("Version", s.Agreement), ("Read", "true")], Strangers = s => [s.World.Nora, s.World.Cora] });
        yield return ("GET /registers", new(Nora) { Strangers = s => [s.World.Saul, s.World.Xena, s.World.Cora] });
        yield return ("POST /registers", new(Nora) { Strangers = s => [s.World.Saul, s.World.Xena, s.World.Cora] });
        yield return ("GET /settings/selling", new(Saul));
        yield return ("POST /settings/selling", new(Saul));
        yield return ("GET /setup/markup", new(Nora) { Strangers = s => [s.World.Saul, s.World.Xena] });
        yield return ("POST /setup/markup", new(Nora) { Strangers = s => [s.World.Saul, s.World.Xena] });
        yield return ("GET /sign-ins", new(Saul));
        yield return ("GET /subscriptions", new(Saul) { Tells = s => [PublicId.Format("sub", s.Running.Id)] });
        yield return ("GET /system", new(Nora) { Strangers = s => [s.World.Saul, s.World.Xena, s.World.Cora], Tells = _ => ["part-desk"] });
        yield return ("GET /wallet", new(Cora));
        foreach (var at in new[] { "/forecast", "/wallet", "/prices", "/prices/rates" }) yield return ($"GET {at} ?Export", new(Saul) { Query = Csv });
        yield return ("GET /wallet/buyers", new(Saul) { Tells = s => [s.World.Cora.Ref()] });
    }

    private static IEnumerable<(string, PageRecipe)> Things()
    {
        var visit = new PageRecipe(Cora) { Places = s => [s.Pass], Strangers = Foreign };
        // Other doors may have decided it by then, and it is gone like any thing that does not wait.
        var decision = new PageRecipe(Saul) { Query = s => "decision=order_to_approve:" + s.Waiting, Strangers = ForeignToSaul, Answers = [302, 404] };
        yield return ("GET /today", new(Saul));
        yield return ("POST /today ?Postpone", decision with { Form = _ => [("until", "tomorrow")] });
        yield return ("POST /today ?TakeUp", decision);
        yield return ("GET /visits", new(Saul) { Tells = s => [s.Pass] });
        yield return ("GET /visits ?Export", new(Saul) { Query = Csv });
        yield return ("POST /visits ?Columns", new(Saul));
        yield return ("GET /visits/{id}", visit with { Tells = _ => ["Looks into a question"] });
        yield return ("GET /visits/{id} ?Export", visit with { Query = Csv });
        yield return ("POST /visits/{id} ?Answer", visit with { Needs = Right.ManagePeople, Form = _ => [("agree", "true")] });
        // Only the visitor goes in; everybody else who sees the visit is told that it is not theirs.
        yield return ("POST /visits/{id} ?Enter", visit with { Answers = [403] });
        yield return ("POST /visits/{id} ?End", visit with { Needs = Right.ManagePeople });
        yield return ("GET /visits/leave", new(Saul));
        yield return ("POST /visits/leave", new(Saul));
        yield return ("GET /visits/welcome", new(Saul) { Strangers = s => [s.World.Nora] });
        yield return ("POST /visits/welcome", new(Saul) { Strangers = s => [s.World.Nora], Form = _ => [("Choice", "Anybody")] });
        yield return ("GET /assets/{id}", OfAsset);
        yield return ("POST /assets/{id}", OfAsset with { Needs = Right.ManageOrders, Form = s => [("Input.Account", s.World.Cora.Ref())] });
        yield return ("POST /assets/{id} ?Back", OfAsset with { Needs = Right.ManageOrders });
        var below = new PageRecipe(Saul) { Query = s => "kind=customer&under=" + s.World.Saul.Ref(), Strangers = s => [s.World.Xena, s.Sven] };
        yield return ("GET /accounts/add", below);
        yield return ("POST /accounts/add", below);
        yield return ("POST /accounts/add ?Back", below);
        yield return ("POST /accounts/add ?Prices", below);
        yield return ("POST /accounts/add ?Review", below);
        yield return ("POST /accounts/add ?Open", below);
        yield return ("GET /accounts/add ?People", below);
        yield return ("POST /accounts/add ?People", below);
        yield return ("POST /accounts/add ?Fill", below);
        yield return ("POST /accounts/add ?Reuse", below with { Form = s => [("account", s.World.Cora.Ref())] });
        yield return ("GET /catalogue/{id}", OfProduct);
        yield return ("GET /catalogue/{id}/edit", OfProduct);
        yield return ("POST /catalogue/{id}/edit", OfProduct with { Form = _ => [("Input.Name", "Care")] });
        yield return ("GET /catalogue/{id}/plans/new", OfProduct);
        yield return ("POST /catalogue/{id}/plans/new", OfProduct with { Form = _ => [("Input.Code", "P2"), ("Input.Name", "Two"), ("Input.Unit", "seat"), ("Input.Connector", "manual")] });
        yield return ("GET /catalogue/plans/{plan}", OfPlan);
        yield return ("GET /catalogue/plans/{plan}/edit", OfPlan);
        yield return ("POST /catalogue/plans/{plan}/edit", OfPlan with { Form = _ => [("Input.Name", "Care"), ("Input.Unit", "seat"), ("Input.Connector", "manual")] });
        yield return ("GET /catalogue/plans/{plan}/price", OfPlan);
        yield return ("POST /catalogue/plans/{plan}/price", OfPlan with { Form = _ => [("Input.Interval", "monthly"), ("Input.Currency", "USD"), ("Input.BaseCost", "78.00")] });
        yield return ("GET /catalogue/imports/{id}", OfImport);
        yield return ("GET /catalogue/imports/{id} ?Unusable", OfImport);
        yield return ("GET /catalogue/imports/{id}/mapping", OfImport);
        yield return ("POST /catalogue/imports/{id}/mapping", OfImport);
        yield return ("POST /catalogue/imports/{id}/mapping ?Refresh", OfImport);
        yield return ("GET /catalogue/imports/{id}/apply", OfImport);
        yield return ("POST /catalogue/imports/{id}/apply", OfImport);
        yield return ("GET /catalogue/imports/{id}/discard", OfImport);
        yield return ("POST /catalogue/imports/{id}/discard", OfImport);
        // A place is chosen by whom it belongs to; to everybody else there is none.
        var place = new PageRecipe(Saul) { Form = s => [("place", s.SaulsPlace.ToString())], Strangers = AllButSaul };
        yield return ("POST /choose", place);
        yield return ("POST /choose ?Answer", place with { Answers = [302], Form = s => [("place", s.SaulsInvitation.ToString()), ("accept", "true")] });
        yield return ("POST /keys ?Revoke", OfKey with { Places = _ => [], Form = s => [("key", s.Key)] });
        yield return ("GET /keys/{id}/revoke", OfKey);
        // What Saul's account wrote is read by nobody above it either.
        var mail = new PageRecipe(Saul) { Places = s => [s.Mail], Strangers = s => [.. AllButSaul(s), s.World.Nora, s.World.Cora], Answers = [200, 302, 409] };
        yield return ("GET /mail/{id}", mail);
        yield return ("GET /mail/{id} ?Html", mail);
        yield return ("POST /mail/{id} ?Resend", mail with { Needs = Right.ManagePeople });
        yield return ("GET /orders/{id}", OfDelivering);
        var approve = new PageRecipe(Saul) { Places = s => [s.Waiting, "approve"], Strangers = s => [s.World.Xena, s.Sven, s.World.Dana] };
        yield return ("GET /orders/{id}/{deed}", approve);
        yield return ("POST /orders/{id}/{deed}", approve);
        yield return ("GET /people/add", OfPerson with { Places = _ => [], Query = s => "account=" + s.World.Saul.Ref() });
        yield return ("POST /people/add", OfPerson with { Places = _ => [], Query = s => "account=" + s.World.Saul.Ref() });
        yield return ("GET /people/imports", OfPerson with { Places = _ => [], Query = s => "account=" + s.World.Saul.Ref(), Tells = s => [s.Batch] });
        yield return ("POST /people/imports", OfPerson with { Places = _ => [], Query = s => "account=" + s.World.Saul.Ref() });
        yield return ("GET /people/imports/{id}", OfBatch);
        yield return ("GET /people/imports/{id} ?Failed", OfBatch);
        yield return ("POST /people/imports/{id} ?Apply", OfBatch);
        yield return ("GET /people/imports/{id}/mapping", OfBatch);
        yield return ("POST /people/imports/{id}/mapping", OfBatch);
        yield return ("POST /people/imports/{id}/mapping ?Refresh", OfBatch);
        yield return ("GET /people/imports/{id}/discard", OfBatch);
        yield return ("POST /people/imports/{id}/discard", OfBatch);
        yield return ("GET /people/add-many", OfPerson with { Places = _ => [], Query = s => "account=" + s.World.Saul.Ref() });
        yield return ("POST /people/add-many", OfPerson with { Places = _ => [], Query = s => "account=" + s.World.Saul.Ref(), Form = _ => [("Input.Rows[0].Name", "Una")] });
        yield return ("POST /people/add-many ?More", OfPerson with { Places = _ => [], Query = s => "account=" + s.World.Saul.Ref() });
        yield return ("POST /people/{id} ?Invite", OfPerson with { Needs = Right.ManagePeople });
        yield return ("GET /people/{id}", OfPerson);
        yield return ("POST /people/{id}", OfPerson with { Needs = Right.ManagePeople, Form = _ => [("Input.Role", "Viewer"), ("Input.Reach", "AllBelow")] });
        yield return ("POST /people/{id} ?Link", OfPerson with { Needs = Right.ManagePeople });
        yield return ("GET /people/{id}/remove", OfPerson with { Places = s => [s.LeaversPlace] });
        yield return ("POST /people/{id}/remove", OfPerson with { Places = s => [s.LeaversPlace] });
        yield return ("GET /prices/{id}/end", OfRule);
        yield return ("POST /prices/{id}/end", OfRule);
        yield return ("GET /provisioning/{id}", OfWork);
        yield return ("GET /provisioning/{id}/done", OfWork);
        yield return ("POST /provisioning/{id}/done", OfWork);
        yield return ("GET /provisioning/{id}/failed", OfWork with { Places = s => [s.Works[1]] });
        yield return ("POST /provisioning/{id}/failed", OfWork with { Places = s => [s.Works[1]], Form = _ => [("Input.Reason", "Out of stock")] });
        yield return ("GET /provisioning/{id}/{deed}", OfWork with { Places = s => [s.Works[2], "take"] });
        yield return ("POST /provisioning/{id}/{deed}", OfWork with { Places = s => [s.Works[2], "retry"] });
        yield return ("GET /subscriptions/{id}", OfRunning);
        var many = OfRunning with { Places = _ => [], Query = s => "deed=resume&id=" + PublicId.Format("sub", s.Running.Id) };
        yield return ("GET /subscriptions/bulk", many);
        yield return ("POST /subscriptions/bulk", many);
        yield return ("GET /subscriptions/bulk/{id}", OfBulk);
        yield return ("GET /subscriptions/bulk/{id} ?Failed", OfBulk);
        yield return ("POST /subscriptions/bulk/{id} ?Stop", OfBulk);
        yield return ("GET /subscriptions/views", new(Saul) { Tells = s => [s.View] });
        yield return ("POST /subscriptions/views ?Keep", new(Saul) { Form = _ => [("name", "Mine"), ("query", "sort=due")] });
        yield return ("POST /subscriptions/views ?Change", OfView with { Form = s => [("id", s.View), ("name", "Due first"), ("shared", "true")] });
        yield return ("POST /subscriptions/views ?Drop", OfView with { Form = s => [("id", s.Doomed)] });
        yield return ("GET /subscriptions/{id}/cancel", OfRunning);
        yield return ("POST /subscriptions/{id}/cancel", OfRunning with { Form = _ => [("When", "term"), ("Reason", "Moves away")] });
        yield return ("GET /subscriptions/{id}/assign", OfRunning with { Query = s => "to=" + s.World.Dana.Ref() });
        // To whom it belongs: those who come after must find it where it was.
        yield return ("POST /subscriptions/{id}/assign", OfRunning with { Query = s => "to=" + s.World.Cora.Ref() });
        yield return ("GET /subscriptions/{id}/change", OfRunning);
        yield return ("POST /subscriptions/{id}/change", OfRunning with { Query = _ => "quantity=2" });
        // Who sells it sees it, and does not open it.
        var open = OfRunning with { By = Cora, Strangers = s => [.. Foreign(s), s.World.Saul, s.World.Nora] };
        yield return ("GET /subscriptions/{id}/open", open);
        yield return ("POST /subscriptions/{id}/open", open);
        yield return ("GET /subscriptions/{id}/{deed}", OfRunning with { Places = s => [PublicId.Format("sub", s.Running.Id), "pause"] });
        yield return ("POST /subscriptions/{id}/{deed}", OfRunning with { Places = s => [PublicId.Format("sub", s.Running.Id), "pause"] });
    }

    /// <summary>The recipe of a door, by its name.</summary>
    public static readonly IReadOnlyDictionary<string, PageRecipe> All = Records("resellers", OfSaul, s => [s.World.Piet])
        .Concat(Records("customers", OfCora, s => [s.World.Rosa, s.World.Piet])).Concat(Lists()).Concat(Things()).Concat(Invoices()).ToDictionary(pair => pair.Item1, pair => pair.Item2);
}
