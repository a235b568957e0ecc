namespace Tributary.Tests.House;

public sealed class FloorsTests
{
    [Fact]
    public void Core_uses_only_the_floors_below() =>
        Sources.AssertNone(Sources.Of("src/Tributary.Core").SelectMany(file => Floors.Broken(file.Path, file.Text)));

    [Theory]
    [InlineData("Accounts/Account.cs", "using Tributary.Orders;\n\nnamespace Tributary.Accounts;")]
    [InlineData("Catalog/Plan.cs", "using static Tributary.Pricing.Level;\n\nnamespace Tributary.Catalog;")]
    [InlineData("Orders/Order.cs", "namespace Tributary.Orders;\n\nclass Order { Tributary.Billing.Invoice invoice; }")]
    [InlineData("Orders/Order.cs", "namespace Tributary.Orders;\n\nclass Order { Billing.Invoice invoice; }")]
    [InlineData("Money.cs", "global using Tributary.Accounts;\n\nnamespace Tributary;")]
    [InlineData("Shipping/Parcel.cs", "namespace Tributary.Shipping;")]
    [InlineData("Orders/Order.cs", "namespace Tributary.Billing;")]
    public void A_file_that_reaches_up_or_lies_elsewhere_is_named(string path, string text) =>
        Assert.Contains(path, Assert.Single(Floors.Broken(path, text)));

    [Theory]
    [InlineData("Orders/PlaceOrder.cs", "using Tributary.Accounts;\nusing Tributary.Data;\n\nnamespace Tributary.Orders;")]
    [InlineData("Audit/Trail.cs", "using Tributary.Accounts;\n\nnamespace Tributary.Audit;")]
    [InlineData("Accounts/Account.cs", "namespace Tributary.Accounts;\n\nclass Account { int Of(TributaryDb db) => db.Orders.Count(); }")]
    [InlineData("Data/TributaryDb.cs", "using Tributary.Billing;\n\nnamespace Tributary.Data;")]
    [InlineData("Provisioning/Connectors/Manual/Manual.cs", "using Tributary.Provisioning;\n\nnamespace Tributary.Provisioning.Connectors.Manual;")]
    public void A_file_that_reaches_down_is_fine(string path, string text) =>
        Assert.Empty(Floors.Broken(path, text));
}
