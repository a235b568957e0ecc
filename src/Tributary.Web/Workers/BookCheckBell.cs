namespace Tributary.Web.Workers;

/// <summary>Between a page that wants the books checked at once and the worker that does it, in one program. Safe for concurrent use.</summary>
public sealed class BookCheckBell
{
    private volatile bool rung;

    /// <summary>Whether a check was asked for, or is under way.</summary>
    public bool IsRung => rung;

    internal event Action? Heard;

    /// <summary>Has the books checked at once. While a check runs it changes nothing.</summary>
    public void Ring()
    {
        rung = true;
        Heard?.Invoke();
    }

    internal void Begin() => rung = true;

    internal void End() => rung = false;
}
