using Tributary.Accounts;
using Tributary.Identity;
using Tributary.Ledger;
using Tributary.Partners;

namespace Tributary.Web.Security;

/// <summary>The provider with its first owner, as the wizard and the command <c>admin create</c> make them.</summary>
internal static class FirstAdministrator
{
    /// <summary>Sets up the provider and its first owner. Of two who try at the same moment the desk lets one through.</summary>
    /// <exception cref="Refusal">Something is wrong with what was entered, or the installation is set up already.</exception>
    public static async Task<(User User, Guid MembershipId)> SetUp(Desk desk, Enrol enrol, AccountDetails details, string? name, string? email, string? password, string? host = null)
    {
        // What can be wrong with the person is found before the provider is there, for it is made only once.
        name = Enrol.Name(name);
        email = Enrol.Email(email);
        Passwords.Check(password, email, name, details.Name);
        var root = await desk.Do(new SetUp { By = Tributary.Partners.SetUp.Nobody, Details = details, Host = host });
        return await Add(desk, enrol, root.Id, name, email, password!, details.Language ?? "en", details.TimeZone ?? "UTC");
    }

    /// <summary>Adds an owner to the provider.</summary>
    public static async Task<(User User, Guid MembershipId)> Add(
        Desk desk, Enrol enrol, Guid rootId, string name, string email, string password, string language, string timeZone)
    {
        var user = await enrol.Do(name, email, password, confirmed: true, language, timeZone);
        var added = await desk.Do(new AddPerson { By = Viewer.Program("Set-up", rootId), AccountBranch = 0, AccountId = rootId, UserId = user.Id, Role = Role.Owner });
        return (user, added.MembershipId);
    }
}
