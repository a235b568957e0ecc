using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Billing;
using Tributary.Data;
using Tributary.Ledger;
using Tributary.Orders;
using Tributary.Partners;
using Tributary.Pricing;
using Tributary.Reports;
using Tributary.Tests.Crashes;

namespace Tributary.Tests.Stories;

/// <summary>Documents over the ledger: consolidated, gap-free, once for each transfer, whatever happens between and whoever is killed.</summary>
public sealed class InvoiceTests
{
    [Theory, OnBoth]
    public async Task S0_10_The_consolidated_invoice_of_each_of_fourteen_months_is_the_sum_of_its_accounts_and_equals_the_ledger(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.Do(new SetTerms { By = world.Nora.Viewer, InBranch = world.Piet.BranchId, BuyerId = world.Piet.Id, Settlement = Settlement.Invoiced, CreditLimit = 1_000_000_00, PaymentDays = 30 });
        var carl = await world.Add(world.Rosa, AccountKind.Customer, "Carl");
        var erik = await world.Add(world.Piet, AccountKind.Reseller, "Erik", sellsIn: "EUR", buysIn: Currency.Usd);
        var eva = await world.Add(erik, AccountKind.Customer, "Eva", buysIn: Currency.Eur);
        await world.Do(new SetExchangeRate { By = erik.Viewer, From = Currency.Usd, To = Currency.Eur, Rate = 0.9137m });
        foreach (var buyer in new[] { world.Rosa, world.Saul, world.Cora, carl, erik, eva, world.Xena }) await world.TopUp(buyer, 50_000m);
        var mail = await world.Plan("MAIL", 8.35m, details: new() { CancellationDays = 400, DowngradesAtOnce = true });
        var disk = await world.Plan("DISK", 1.37m);
        var kept = await world.Buy(world.Cora, mail, 3);
        await world.Buy(world.Dana, disk, 7);
        await world.Buy(carl, disk, 11);
        var ended = await world.Buy(eva, mail, 2, Interval.Yearly);
        await world.Buy(world.Piet, disk, 1);
        await world.Buy(world.Xena, mail, 5);

        for (var month = 2; month <= 15; month++)
        {
            var first = new DateOnly(2026, 1, 1).AddMonths(month - 1);
            world.Clock.MoveTo(first.ToDateTime(new(0, 30), DateTimeKind.Utc));
            await world.Bill();
            Assert.Equal(await Documented.Ledger(world, first), await Documented.Documents(world));
            await EqualByAccount(world, world.Piet, first.AddMonths(-1));
            world.Clock.MoveTo(first.AddDays(14).ToDateTime(new(9, 0), DateTimeKind.Utc));
            await world.Renew();
            world.Clock.MoveTo(first.AddDays(19).ToDateTime(new(9, 0), DateTimeKind.Utc));
            // Seats go up one month and down the next; the year is given back in the fifth month, after it was invoiced.
            await world.Do(new ChangeSubscription { By = world.Cora.Viewer, Branch = kept.BranchId, SubscriptionId = kept.Id, Quantity = month % 2 == 0 ? 5 : 2 });
            if (month == 5) await world.Do(new CancelSubscription { By = eva.Viewer, Branch = ended.BranchId, SubscriptionId = ended.Id, Now = true });
            await world.Deliver();
        }

        var piets = await world.DocumentsTo(world.Piet);
        var invoices = piets.Where(i => i.Kind == DocumentKind.Invoice).ToList();
        Assert.Equal(Enumerable.Range(1, 14).Select(n => $"INV-{world.Piet.Account.Number}-{n:00000}"), invoices.Select(i => i.Number));
        Assert.All(invoices, i => Assert.Equal((Settlement.Invoiced, i.IssuedOn.AddDays(30)), (i.Settlement, i.DueOn)));
        // What was cancelled had been invoiced in January: a credit note says so at every level.
        foreach (var buyer in new[] { world.Piet, erik, eva })
        {
            var note = Assert.Single(await world.DocumentsTo(buyer), i => i.Kind == DocumentKind.CreditNote && i.PeriodStart == new DateOnly(2026, 5, 1) && i.CreditsId is not null);
            Assert.Equal(new DateOnly(2026, 1, 1), (await world.DocumentsTo(buyer)).Single(i => i.Id == note.CreditsId).PeriodStart);
        }
        Assert.All(await world.DocumentsTo(eva), i => Assert.Equal(Currency.Eur, i.Currency));
        // A second run finds nothing.
        Assert.Equal(new BillingCount(0, 0, 0), await world.Bill());
    }

    [Theory, OnBoth]
    public async Task S0_10_What_is_charged_and_given_back_in_one_month_stands_on_one_invoice(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        var plan = await world.Plan("MAIL", 8.35m, details: new() { CancellationDays = 30 });
        var running = await world.Buy(world.Cora, plan, 3);
        world.Clock.Advance(TimeSpan.FromDays(5));
        await world.Do(new CancelSubscription { By = world.Cora.Viewer, Branch = running.BranchId, SubscriptionId = running.Id, Now = true });
        await world.Deliver();
        world.Clock.MoveTo(new DateOnly(2026, 2, 1));
        Assert.Equal(4, (await world.Bill()).Invoices);

        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora })
        {
            var invoice = Assert.Single(await world.DocumentsTo(buyer));
            Assert.Equal((2, InvoiceStatus.Paid, (DateOnly?)null), (invoice.LineCount, invoice.Status, invoice.DueOn));
            Assert.Equal(await world.Sales(buyer), invoice.Gross);
        }
        await using var db = world.Db();
        var lines = await db.InvoiceLines.AsNoTracking().Where(l => l.Gross < 0).ToListAsync();
        Assert.All(lines, l => Assert.Equal((l.InvoiceId, 1), (l.CreditsId, l.CreditsSeq)));
    }

    [Theory, OnBoth]
    public async Task S0_10_A_correction_gives_back_what_is_left_once_and_stands_on_a_credit_note(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        var invoice = await Invoiced(world);
        var before = await world.Balance(world.Cora);
        CreditInvoice Deed(params IReadOnlyList<CreditedLine>? lines) => new()
        {
            By = world.Saul.Viewer, InBranch = invoice.BranchId, BuyerId = world.Cora.Id, InvoiceId = invoice.Id, Reason = "Agreed by telephone", Lines = lines,
        };

        await world.Refused("invoice.invalid", Deed(new CreditedLine(1, invoice.Gross + 1)));
        await world.Refused("invoice.invalid", Deed(new CreditedLine(9)));
        await world.Refused("invoice.invalid", new CreditInvoice { By = world.Saul.Viewer, InBranch = invoice.BranchId, BuyerId = world.Cora.Id, InvoiceId = invoice.Id, Reason = " " });
        var part = await world.Do(Deed(new CreditedLine(1, 1_01)));
        Assert.Equal(("CN-00001", 1_01L), (part.Number, part.Gross.Minor));
        Assert.Equal(before + 1.01m, await world.Balance(world.Cora));
        Assert.Equal(InvoiceStatus.PartlyCredited, (await world.DocumentsTo(world.Cora))[0].Status);
        var rest = await world.Do(new CreditInvoice { By = world.Saul.Viewer, InBranch = invoice.BranchId, BuyerId = world.Cora.Id, InvoiceId = invoice.Id, Reason = "All of it" });
        Assert.Equal(invoice.Gross - 1_01, rest.Gross.Minor);
        Assert.Equal(InvoiceStatus.Credited, (await world.DocumentsTo(world.Cora))[0].Status);
        await world.Refused("invoice.credited", Deed(null));
        Assert.Equal(before + new Money(invoice.Gross, Currency.Usd).Amount, await world.Balance(world.Cora));
        Assert.Equal(await Documented.Ledger(world, new(2026, 3, 1)), await Documented.Documents(world));
        // Only who issued it may; to those above it there is no such invoice.
        await world.Refused("invoice.not_issuer", Deed(null).As(world.Cora.Viewer));
        foreach (var other in new[] { world.Rosa, world.Nora, world.Xena, world.Dana }) await world.Refused("invoice.not_found", Deed(null).As(other.Viewer));
    }

    [Theory, OnBoth]
    public async Task S0_11_Billed_elsewhere_nothing_is_guarded_or_invoiced_unless_the_terms_say_so(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.TopUp(world.Piet, 1000m);
        await world.Do(Elsewhere(world, issues: null));
        foreach (var buyer in new[] { world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        var plan = await world.Plan("MAIL", 8.35m);
        await world.Buy(world.Cora, plan, 7);
        world.Clock.MoveTo(new DateOnly(2026, 2, 1));
        await world.Bill();

        Assert.Empty(await world.DocumentsTo(world.Rosa));
        await using (var db = world.Db())
        {
            var month = await ChargesOfMonth.Of(db, world.Piet.Viewer, world.Rosa.Account, new(2026, 1, 1), world.Desk.Now);
            Assert.True(month.IsComplete);
            var sold = await world.Sales(world.Rosa);
            Assert.Equal([new ChargeTotal(Currency.Usd, sold, 0, sold, 0)], await month.Totals());
            var row = Assert.Single((await month.Part(null, 50)).Rows);
            Assert.Equal((world.Cora.Id, "Saul › Cora", null), (row.Charge.AccountId, row.Place, row.Document));
            // Its own seller and itself read it, nobody else.
            foreach (var other in new[] { world.Nora, world.Saul, world.Xena })
                await Assert.ThrowsAsync<Refusal>(() => ChargesOfMonth.Of(db, other.Viewer, world.Rosa.Account, new(2026, 1, 1), world.Desk.Now));
        }
        // From now on they are issued here; what was billed elsewhere before stays so.
        await world.Do(Elsewhere(world, issues: true));
        world.Clock.MoveTo(new DateTime(2026, 2, 15, 9, 0, 0, DateTimeKind.Utc));
        await world.Renew();
        world.Clock.MoveTo(new DateOnly(2026, 3, 1));
        await world.Bill();
        var invoice = Assert.Single(await world.DocumentsTo(world.Rosa));
        Assert.Equal((new DateOnly(2026, 2, 1), InvoiceStatus.OnAccount, 1), (invoice.PeriodStart, invoice.Status, invoice.LineCount));
    }

    [Theory, OnBoth]
    public async Task S0_10_Killed_in_the_middle_of_a_billing_nothing_is_doubled_and_nothing_missed(DatabaseKind kind)
    {
        await using var world = await World.Open(kind);
        await world.TopUp(world.Rosa, 500_000m);
        await world.TopUp(world.Piet, 500_000m);
        var plan = await world.Plan("MAIL", 8.35m);
        for (var i = 0; i < 130; i++)
        {
            var customer = await world.Add(world.Rosa, AccountKind.Customer, $"Customer {i}");
            await world.TopUp(customer, 1000m);
            await world.Order(customer, plan, 1 + i % 4);
        }
        await world.Deliver();

        // The program goes by the machine's clock, by which all of that lies months behind.
        for (var kill = 0; kill < 4; kill++)
        {
            using var program = Start(world);
            await Task.Delay(Random.Shared.Next(250, 1100));
            if (!program.HasExited) program.Kill();
            await program.WaitForExitAsync();
            Served.LetGo(world.Setting);
            await Books.MustBalance(world.Database);
        }
        using (var last = Start(world))
        {
            await last.WaitForExitAsync();
            Assert.Equal(0, last.ExitCode);
        }
        Served.LetGo(world.Setting);
        Assert.Equal(await Documented.Ledger(world, new(2026, 2, 1)), await Documented.Documents(world));
        await using var db = world.Db();
        Assert.Equal(132, await db.Invoices.CountAsync());
        Assert.Equal(Enumerable.Range(1, 130).Select(n => (long)n), await db.Invoices.Where(i => i.IssuerId == world.Rosa.Id).OrderBy(i => i.Ordinal).Select(i => i.Ordinal).ToListAsync());
    }

    [Theory, OnBoth]
    public Task Whatever_was_done_over_months_the_documents_come_to_what_the_ledger_says(DatabaseKind kind) => Documents(kind);

    private static async Task Documents(DatabaseKind kind)
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("TRIBUTARY_TEST_SEED"), out var given) ? given : (ulong)Random.Shared.NextInt64();
        try
        {
            await using var town = await Town.Open(kind);
            var whims = new Queue<Whim>(Whim.All.Sample(900, new Rnd(seed), 50));
            var random = new Random((int)(seed % int.MaxValue));
            while (whims.Count > 0)
            {
                var sight = await town.Look();
                var crowd = Enumerable.Range(0, Math.Min(whims.Count, 30)).Select(_ => whims.Dequeue()).ToList();
                await town.Desks[0].DoAll(crowd.Select(w => w.On(sight, town.World.Worker)).OfType<Deed>());
                town.World.Clock.Advance(TimeSpan.FromDays(random.Next(1, 9)) + TimeSpan.FromHours(random.Next(24)));
                await town.World.Register();
                await town.Night(town.Desks[0]);
                if (random.Next(3) > 0) Assert.Equal(0, (await new BillingRun(town.World.Database, town.Desks[0]).Run(town.World.Worker)).Faults);
                await Correct(town, random);
            }
            await new BillingRun(town.World.Database, town.Desks[0]).Run(town.World.Worker);
            await town.BooksMustBalance();

            var until = new DateOnly(town.World.Today.Year, town.World.Today.Month, 1);
            await using var db = town.World.Db();
            // What is billed elsewhere has no documents; the others have, to the cent.
            var elsewhere = (await db.Terms.Where(t => t.Settlement == Settlement.BilledElsewhere).Select(t => t.BuyerId).ToListAsync()).ToHashSet();
            bool Counts(MonthSum sum) => !elsewhere.Contains(sum.Buyer) && string.CompareOrdinal(sum.Month, Month.Code(until)) < 0;
            var documents = (await Documented.Documents(town.World)).Where(Counts).ToList();
            Assert.Equal((await Documented.Ledger(town.World, until)).Where(Counts), documents);
            Assert.True(documents.Count > 15, $"only {documents.Count} edges and months were billed");
            Assert.True(await db.Invoices.AnyAsync(i => i.Reason != null), "nothing was corrected");
            await TotalsAreTheSumOfTheCharges(town.World, db);
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"It went wrong; TRIBUTARY_TEST_SEED={seed} repeats it. {fault.Message}", fault);
        }
    }

    // What a month comes to is read from balances; here it is held against the charges one by one.
    private static async Task TotalsAreTheSumOfTheCharges(World world, TributaryDb db)
    {
        var (months, told) = (Enumerable.Range(0, 5).Select(back => Month.Of(world.Today).AddMonths(-back)).ToList(), 0);
        foreach (var buyer in await db.Accounts.AsNoTracking().Where(a => db.Books.Any(b => b.BuyerId == a.Id && b.Purpose == BookPurpose.Sales)).ToListAsync())
            foreach (var month in months)
            {
                var charges = await ChargesOfMonth.Of(db, Sight.Owner(buyer), buyer, month, world.Desk.Now);
                var (all, open) = ((await charges.Part(null, 5000)).Rows, (await charges.Part(null, 5000, openOnly: true)).Rows);
                var totals = await charges.Totals();
                Assert.Equal(all.GroupBy(r => r.Charge.One.Currency).Select(g => (Currency: g.Key, Net: g.Sum(r => r.Charge.Net), Tax: g.Sum(r => r.Charge.Tax))).Where(t => t.Net != 0 || t.Tax != 0).OrderBy(t => t.Currency.Code),
                    totals.Select(t => (t.Currency, t.Net, t.Tax)).Where(t => t.Net != 0 || t.Tax != 0));
                Assert.Equal(open.Sum(r => r.Charge.Gross), totals.Sum(t => t.OpenGross));
                told += totals.Count;
            }
        Assert.True(told > 15, $"only {told} totals were looked at");
    }

    // Now and then an issuer gives an invoice back, in full or a part of a line.
    private static async Task Correct(Town town, Random random)
    {
        await using var db = town.World.Db();
        var invoices = await db.Invoices.AsNoTracking().Where(i => i.Kind == DocumentKind.Invoice).OrderBy(i => i.Id).ToListAsync();
        if (invoices.Count == 0) return;
        var invoice = invoices[random.Next(invoices.Count)];
        var issuer = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == invoice.IssuerId);
        await town.Desks[0].DoAll([new CreditInvoice
        {
            By = Sight.Owner(issuer), InBranch = invoice.BranchId, BuyerId = invoice.BuyerId, InvoiceId = invoice.Id, Reason = "A whim",
            Lines = random.Next(2) == 0 ? null : [new CreditedLine(1, 1 + random.Next(200))],
        }]);
    }

    [Fact]
    public async Task What_was_tampered_with_is_found()
    {
        await using var world = await World.Open(DatabaseKind.Sqlite);
        var invoice = await Invoiced(world);
        await using var db = world.Db();
        var line = db.InvoiceLines.Where(l => l.InvoiceId == invoice.Id);

        await line.ExecuteUpdateAsync(set => set.SetProperty(l => l.Net, l => l.Net + 1).SetProperty(l => l.Gross, l => l.Gross + 1));
        Assert.Equal(2, await Found()); // Neither is it what moved, nor what the document says.
        await db.Invoices.Where(i => i.Id == invoice.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.Net, i => i.Net + 1).SetProperty(i => i.Gross, i => i.Gross + 1));
        Assert.Equal(1, await Found());
        await line.ExecuteUpdateAsync(set => set.SetProperty(l => l.Net, l => l.Net - 1).SetProperty(l => l.Gross, l => l.Gross - 1));
        await db.Invoices.Where(i => i.Id == invoice.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.Net, i => i.Net - 1).SetProperty(i => i.Gross, i => i.Gross - 1));
        Assert.Equal(0, await Found());

        await db.Invoices.Where(i => i.Id == invoice.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.Ordinal, 2));
        Assert.Equal(1, await Found());
        await db.Invoices.Where(i => i.Id == invoice.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.Ordinal, 1));

        // A line that is gone leaves its document with nothing, and what was charged without a document.
        var kept = await line.AsNoTracking().SingleAsync();
        await line.ExecuteDeleteAsync();
        Assert.Equal(4, await Found());
        await Bulk.Insert(db, typeof(InvoiceLine), [kept], default);
        Assert.Equal(0, await Found());

        async Task<long> Found() => (await CheckBooks.Run(world.Database, TimeProvider.System)).Invariants.Single(i => i.Invariant == Invariant.Invoices).Findings;
    }

    private static async Task<Invoice> Invoiced(World world)
    {
        foreach (var buyer in new[] { world.Piet, world.Rosa, world.Saul, world.Cora }) await world.TopUp(buyer, 1000m);
        await world.Buy(world.Cora, await world.Plan("MAIL", 8.35m), 3);
        world.Clock.MoveTo(new DateOnly(2026, 2, 1));
        await world.Bill();
        return Assert.Single(await world.DocumentsTo(world.Cora));
    }

    private static SetTerms Elsewhere(World world, bool? issues) => new()
    {
        By = world.Piet.Viewer, InBranch = world.Rosa.BranchId, BuyerId = world.Rosa.Id, Settlement = Settlement.BilledElsewhere, IssuesInvoices = issues,
    };

    // The lines of the month's documents by account, against the order lines' own levels.
    private static async Task EqualByAccount(World world, Cast buyer, DateOnly month)
    {
        await using var db = world.Db();
        var ids = (await world.DocumentsTo(buyer)).Where(i => i.PeriodStart == month).ToDictionary(i => i.Id, i => i.Kind == DocumentKind.Invoice ? 1 : -1);
        var documented = (await db.InvoiceLines.AsNoTracking().Where(l => ids.Keys.Contains(l.InvoiceId)).ToListAsync())
            .GroupBy(l => l.AccountId).ToDictionary(g => g.Key, g => g.Sum(l => ids[l.InvoiceId] * l.Gross));
        var (from, until) = (month.ToDateTime(default, DateTimeKind.Utc), month.AddMonths(1).ToDateTime(default, DateTimeKind.Utc));
        var ordered = (await db.OrderLines.AsNoTracking().Where(l => l.State == LineState.Captured && l.SettledAt >= from && l.SettledAt < until).ToListAsync())
            .Select(l => (l.AccountId, Gross: l.Levels.Where(v => v.BuyerId == buyer.Id).Sum(v => v.Gross))).Where(l => l.Gross != 0)
            .GroupBy(l => l.AccountId).ToDictionary(g => g.Key, g => g.Sum(l => l.Gross));
        Assert.Equal(ordered.OrderBy(p => p.Key), documented.OrderBy(p => p.Key));
        Assert.NotEmpty(ordered);
    }

    private static Process Start(World world)
    {
        var start = new ProcessStartInfo(Served.Program, "bill") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[DatabaseChoice.Setting] = world.Setting;
        return Process.Start(start)!;
    }
}

internal static class SameDeed
{
    /// <summary>The same deed, done by somebody else.</summary>
    public static CreditInvoice As(this CreditInvoice deed, Viewer by) =>
        new() { By = by, InBranch = deed.InBranch, BuyerId = deed.BuyerId, InvoiceId = deed.InvoiceId, Reason = deed.Reason, Lines = deed.Lines };
}
