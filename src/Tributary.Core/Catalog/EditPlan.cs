using Tributary.Ledger;

namespace Tributary.Catalog;

/// <summary>
/// Its maker changes what a plan promises, which is a new version of it, or takes it off sale. Subscriptions keep the
/// version they were sold at.
/// </summary>
public sealed class EditPlan : Deed<PlanEdited>
{
    /// <summary>The plan; the viewer's own.</summary>
    public required Guid PlanId { get; init; }
    /// <summary>The version of the row it was read at; null to overwrite whatever is there.</summary>
    public long? Version { get; init; }
    /// <summary>What is to be changed.</summary>
    public PlanDetails Details { get; init; } = new();
    /// <summary>True takes it off sale, false brings it back; what runs goes on.</summary>
    public bool? Withdrawn { get; init; }

    public override int BranchId => By.BranchId;

    public override async Task Load(Sheet sheet, IReadOnlyList<Deed> deeds)
    {
        await Making.LoadMakers(sheet, deeds);
        await sheet.Lock<Plan>(deeds.Cast<EditPlan>().Select(d => d.PlanId));
    }

    public override PlanEdited Decide(Sheet sheet)
    {
        if (sheet.Find<Plan>(PlanId) is not { } plan || plan.OwnerId != By.AccountId) throw Refusal.NotFound("plan");
        var maker = Making.Maker(sheet, By);
        sheet.NeedVersion(plan, Version);
        var before = Making.Snapshot(plan);
        var form = new Form();
        sheet.Change(plan);
        Details.Into(plan, form);
        form.Check("plan.invalid");

        if (Withdrawn is { } withdrawn) plan.WithdrawnAt = withdrawn ? plan.WithdrawnAt ?? sheet.Now : null;
        var after = Making.Snapshot(plan);
        if (after != before)
        {
            plan.PlanVersion++;
            sheet.Add(new PlanVersion { BranchId = BranchId, PlanId = plan.Id, Number = plan.PlanVersion, At = sheet.Now, Snapshot = after });
        }
        sheet.Trail(By, maker, "plan.edited", PublicId.Format("pln", plan.Id), plan.Name);
        return new(plan.Id, plan.PlanVersion, plan.Version + 1);
    }
}

/// <summary>The plan that was edited: which version it is sold at now, and the row's version for the next change.</summary>
public sealed record PlanEdited(Guid Id, int PlanVersion, long Version);
