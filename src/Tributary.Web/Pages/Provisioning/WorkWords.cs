using Tributary.Provisioning;

namespace Tributary.Web.Pages.Provisioning;

/// <summary>What people read of work: English words, looked up where they are shown.</summary>
internal static class WorkWords
{
    /// <summary>What is to be done.</summary>
    public static string Of(WorkAction action) => action switch
    {
        WorkAction.Create => Texts.Key("Set it up"),
        WorkAction.Change => Texts.Key("Change it"),
        WorkAction.Suspend => Texts.Key("Stop its use"),
        WorkAction.Resume => Texts.Key("Let it be used again"),
        WorkAction.Remove => Texts.Key("Take it away"),
        WorkAction.Renew => Texts.Key("Renew it"),
    };

    /// <summary>Where it stands.</summary>
    public static string Of(WorkView view) => view switch
    {
        WorkView.Waiting => Texts.Key("Waiting"),
        WorkView.Handed => Texts.Key("Handed over"),
        WorkView.NeedsPerson => Texts.Key("Needs a person"),
        WorkView.Failed => Texts.Key("Failed"),
        WorkView.Done => Texts.Key("Done"),
        WorkView.Processing => Texts.Key("Processing"),
    };

    /// <summary>What that means.</summary>
    public static string Explained(WorkView view) => view switch
    {
        WorkView.Waiting => Texts.Key("A worker does it, now or at the time shown."),
        WorkView.Handed => Texts.Key("The other side has it and answers later."),
        WorkView.NeedsPerson => Texts.Key("It does not go on by itself; open it to see why."),
        WorkView.Failed => Texts.Key("Given up; what it was for was released."),
        WorkView.Done => Texts.Key("Delivered."),
        WorkView.Processing => Texts.Key("Whoever makes the product is delivering it."),
    };

    /// <summary>What a line of the trail says was done.</summary>
    public static string Trail(string action) => action switch
    {
        "work.taken" => Texts.Key("Took it"),
        "work.resubmitted" => Texts.Key("Had it tried again"),
        "work.settled" => Texts.Key("Looked into the contradiction"),
        "work.done" => Texts.Key("Said that it is done"),
        "work.failed" => Texts.Key("Gave it up"),
        "work.needs_person" => Texts.Key("Asked for a person"),
        "work.disputed" => Texts.Key("Contradicted how it was finished"),
        "work.handed" => Texts.Key("Handed it over"),
        _ => action,
    };
}
