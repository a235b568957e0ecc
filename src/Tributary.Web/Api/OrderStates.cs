using Tributary.Orders;

namespace Tributary.Web.Api;

/// <summary>The filter by state, in the words the viewer reads: it finds exactly the orders that show that state, so that it tells no more than they do.</summary>
internal static class OrderStates
{
    private const string Codes = "awaiting_approval, processing, awaiting_funds, provisioning, needs_attention, completed, cancelled";

    public static IQueryable<Order> Where(IQueryable<Order> orders, Viewer viewer, string code) =>
        orders.Reading(viewer, code) ?? throw Refusal.Field("state", "query.invalid", $"This must be one of: {Codes}.");
}
