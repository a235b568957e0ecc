using Tributary.Orders;

namespace Tributary.Web.Api;

/// <summary>The filter by state, in the words the viewer reads: it finds exactly the orders that show that state, so that it tells no more than they do.</summary>
internal static class OrderStates
{
    private const string Codes = "awaiting_approval, processing, awaiting_funds, provisioning, needs_attention, completed, cancelled";

    public static IQueryable<Order> Where(IQueryable<Order> orders, Viewer viewer, string code)
    {
        var (own, path, end) = (viewer.AccountId, viewer.Path, TreePath.End(viewer.Path));
        var sells = viewer.Kind is AccountKind.Provider or AccountKind.Reseller;
        return code switch
        {
            "awaiting_approval" => orders.Where(o => o.State == OrderState.AwaitingApproval),
            "completed" => orders.Where(o => o.State == OrderState.Completed),
            "cancelled" => orders.Where(o => o.State == OrderState.Cancelled),
            "awaiting_funds" => orders.Where(o => o.State == OrderState.AwaitingFunds && o.ShortPath != null
                && string.Compare(o.ShortPath, path) >= 0 && string.Compare(o.ShortPath, end) < 0),
            "provisioning" => orders.Where(o => o.State == OrderState.Provisioning && sells && o.AccountId != own),
            "needs_attention" => orders.Where(o => o.State == OrderState.NeedsAttention && sells && o.AccountId != own),
            "processing" => orders.Where(o =>
                ((o.State == OrderState.Provisioning || o.State == OrderState.NeedsAttention) && !(sells && o.AccountId != own))
                || (o.State == OrderState.AwaitingFunds
                    && (o.ShortPath == null || string.Compare(o.ShortPath, path) < 0 || string.Compare(o.ShortPath, end) >= 0))),
            _ => throw Refusal.Field("state", "query.invalid", $"This must be one of: {Codes}."),
        };
    }
}
