namespace Tributary.Web.Mail;

/// <summary>What a mail says, in the reader's language, before it is plain text or HTML. Both are made of this, so that they say the same.</summary>
/// <param name="Subject">Brought onto one line when it is sent.</param>
/// <param name="Parts">From top to bottom.</param>
public sealed record Letter(string Subject, params IReadOnlyList<LetterPart> Parts);

/// <summary>A part of a letter. Texts are plain: whatever stands in them is escaped.</summary>
public abstract record LetterPart
{
    private LetterPart()
    {
    }

    /// <summary>A paragraph.</summary>
    public sealed record Words(string Text) : LetterPart;

    /// <summary>A paragraph of less weight: why this was sent, what to do if it is a mistake.</summary>
    public sealed record Small(string Text) : LetterPart;

    /// <summary>What the letter asks for, as a button. Without an address the way is not shown to this reader.</summary>
    public sealed record Way(string Text, string? Address) : LetterPart;

    /// <summary>Lines of a list; each may lead somewhere.</summary>
    public sealed record Lines(IReadOnlyList<(string Text, string? Address)> Each) : LetterPart;
}
