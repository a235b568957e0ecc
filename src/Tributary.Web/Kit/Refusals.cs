using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Tributary.Web.Kit;

/// <summary>Turns a <see cref="Refusal"/> into what a person reads on a page.</summary>
public static class Refusals
{
    /// <summary>The sentence in the reader's language.</summary>
    public static string Say(this IStringLocalizer<Texts> texts, Refusal refusal) =>
        refusal.Arguments.Count == 0 ? texts[refusal.Text] : texts[refusal.Text, [.. refusal.Arguments]];

    /// <summary>
    /// Puts a refusal beside the fields it is about, or above the form: <c>catch (Refusal no) { ModelState.Add(no, T, "Input"); return Page(); }</c>.
    /// </summary>
    /// <param name="state">The form's state.</param>
    /// <param name="refusal">The no.</param>
    /// <param name="texts">The texts of the reader.</param>
    /// <param name="prefix">The property the fields belong to on the page, such as <c>Input</c>.</param>
    public static void Add(this ModelStateDictionary state, Refusal refusal, IStringLocalizer<Texts> texts, string prefix = "")
    {
        if (refusal.Errors.Count == 0)
        {
            state.AddModelError("", texts.Say(refusal));
        }

        foreach (var (field, sentences) in refusal.Errors)
        {
            foreach (var sentence in sentences)
            {
                state.AddModelError(prefix.Length == 0 ? field : $"{prefix}.{char.ToUpperInvariant(field[0])}{field[1..]}", texts[sentence]);
            }
        }
    }
}

/// <summary>
/// The last door for a refusal no page has caught: what is not there answers 404, what is not allowed 403, and any other is shown as a
/// sentence on a page of its own.
/// </summary>
public sealed class RefusalPages(IStringLocalizer<Texts> texts) : IExceptionFilter
{
    /// <summary>Where the sentence waits for the error page.</summary>
    public const string Sentence = "refusal";

    public void OnException(ExceptionContext context)
    {
        if (context.Exception is not Refusal refusal)
        {
            return;
        }

        if (refusal.Kind is not (RefusalKind.NotFound or RefusalKind.Forbidden))
        {
            context.HttpContext.Items[Sentence] = texts.Say(refusal);
        }

        context.Result = new StatusCodeResult((int)refusal.Kind);
        context.ExceptionHandled = true;
    }
}

/// <summary>
/// Answers what no handler of a page waits for: 405 to a form, 404 to anything else. Without it the page would be
/// drawn although nothing has been read for it, nor asked whether it may be.
/// </summary>
public sealed class KnownHandlers : IPageFilter
{
    public void OnPageHandlerSelected(PageHandlerSelectedContext context) { }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        // A page without handlers is a text. (To the framework, any method whose name begins with "On" is one, of some verb.)
        var handlers = context.ActionDescriptor.HandlerMethods.Where(handler => HttpMethods.IsGet(handler.HttpMethod) || HttpMethods.IsPost(handler.HttpMethod)).ToList();
        if (context.HandlerMethod is not null || handlers.Count == 0) return;
        var reads = HttpMethods.IsGet(context.HttpContext.Request.Method) || HttpMethods.IsHead(context.HttpContext.Request.Method);
        if (!reads) context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
        else if (handlers.Any(handler => HttpMethods.IsGet(handler.HttpMethod))) context.Result = new NotFoundResult();
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context) { }
}
