using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace Tributary.Web.Kit;

/// <summary>
/// What a form says when a rule on a property is broken and the rule itself brings no sentence: short, without the property's internal name,
/// and looked up in the texts. A rule with its own <c>ErrorMessage</c> keeps it (it is looked up too).
/// </summary>
internal sealed class ValidationTexts : IValidationMetadataProvider
{
    // Some rules are born with a sentence of the framework; that is not one somebody chose.
    private static readonly HashSet<string?> Born =
        [null, new EmailAddressAttribute().ErrorMessage, new UrlAttribute().ErrorMessage, new PhoneAttribute().ErrorMessage, new CompareAttribute("").ErrorMessage];

    public void CreateValidationMetadata(ValidationMetadataProviderContext context)
    {
        foreach (var rule in context.ValidationMetadata.ValidatorMetadata.OfType<ValidationAttribute>())
        {
            if (Born.Contains(rule.ErrorMessage) && rule.ErrorMessageResourceName is null && SentenceOf(rule) is { } sentence)
            {
                rule.ErrorMessage = sentence;
            }
        }
    }

    private static string? SentenceOf(ValidationAttribute rule) => rule switch
    {
        RequiredAttribute => Texts.Key("This is needed."),
        StringLengthAttribute { MinimumLength: > 0 } => Texts.Key("Use {2} to {1} characters."),
        StringLengthAttribute => Texts.Key("Use at most {1} characters."),
        MaxLengthAttribute => Texts.Key("Use at most {1} characters."),
        MinLengthAttribute => Texts.Key("Use at least {1} characters."),
        EmailAddressAttribute => Texts.Key("Write an email address, such as name@example.com."),
        RangeAttribute => Texts.Key("Use a number from {1} to {2}."),
        UrlAttribute => Texts.Key("Write a web address, such as https://example.com."),
        PhoneAttribute => Texts.Key("Write a telephone number."),
        CompareAttribute => Texts.Key("This is not the same."),
        _ => null,
    };
}
