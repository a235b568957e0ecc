using Tributary.Orders;

namespace Tributary.Web.Pages;

/// <summary>What the panel "why this price" tells of one line.</summary>
/// <param name="Title">What is bought.</param>
/// <param name="Interval">For how long one pays.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Price">What the viewer may read.</param>
/// <param name="Buyer">The viewer's own buyer, where it sells.</param>
public sealed record WhyThis(string Title, Interval Interval, int Quantity, PriceView Price, string? Buyer);
