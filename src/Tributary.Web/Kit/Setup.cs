using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.WebEncoders;
using Tributary.Web.Security;

[assembly: RootNamespace("Tributary.Web")]

namespace Tributary.Web.Kit;

/// <summary>The two lines the program needs for the panel's frame: <c>builder.AddKit()</c> and <c>app.UseKit()</c>.</summary>
public static class Setup
{
    private const string ForGood = "public, max-age=31536000, immutable";

    /// <summary>Razor Pages with the kit: texts, antiforgery, refusals, encoding, compression of files.</summary>
    public static WebApplicationBuilder AddKit(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddLocalization(options => options.ResourcesPath = "Resources");
        services.AddSingleton<IStringLocalizer<Texts>, KeptTexts>();
        services.AddAuthorization();
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(options => options.AddServerHeader = false);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddRazorPages(options =>
            {
                options.Conventions.ConfigureFilter(new Microsoft.AspNetCore.Mvc.TypeFilterAttribute(typeof(RefusalPages)));
                options.Conventions.ConfigureFilter(new KnownHandlers());
                options.Conventions.Add(new Pages.Accounts.BothPlaces());
            })
            .AddDataAnnotationsLocalization(options => options.DataAnnotationLocalizerProvider = (_, factory) => factory.Create(typeof(Texts)));
        services.Configure<Microsoft.AspNetCore.Mvc.RazorPages.RazorPagesOptions>(options =>
        {
            // One form makes a thing and changes it.
            options.Conventions.AddPageRoute("/Catalogue/EditProduct", "/catalogue/{id}/edit");
            options.Conventions.AddPageRoute("/Catalogue/EditPlan", "/catalogue/plans/{plan}/edit");
        });
        services.Configure<Microsoft.AspNetCore.Mvc.MvcOptions>(options => options.ModelMetadataDetailsProviders.Add(new ValidationTexts()));
        services.AddSingleton<Microsoft.Extensions.Options.IConfigureOptions<Microsoft.AspNetCore.Mvc.MvcOptions>, BindingTexts>();

        // Names and addresses of all scripts go out as they are; only what HTML itself uses is escaped.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));

        // Only files are compressed, never pages: a page holds secrets beside what a stranger may have sent.
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/css", "text/javascript", "image/svg+xml"];
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = System.IO.Compression.CompressionLevel.Fastest);
        return builder;
    }

    /// <summary>
    /// The middle of the pipeline: headers, pages for what is not there, files, culture. Stands before everything else the program adds; the culture of a
    /// person who signed in is known because the framework authenticates first.
    /// </summary>
    public static WebApplication UseKit(this WebApplication app)
    {
        app.UseMiddleware<Headers>();
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.Use(AnswerProgramsPlainly);
        app.UseResponseCompression();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => Keep(file.Context) });
        app.UseMiddleware<ReadCulture>();
        app.MapGet("/brand/{accent:regex(^[0-9a-f]{{6}}$)}.css", (string accent, HttpContext context) =>
        {
            context.Response.Headers.CacheControl = ForGood;
            return Accents.TryParse(accent, out var colour) ? Results.Text(Accents.StyleSheet(colour), "text/css") : Results.NotFound();
        }).AllowAnonymous().ExcludeFromDescription();
        return app;
    }

    // A program that calls the API reads problem+json, which the API writes itself; an error page would only be in its way.
    private static Task AnswerProgramsPlainly(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/api") && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        return next(context);
    }

    // An address with a version never changes what it means, nor does a font of a released version; the rest is asked for again.
    private static void Keep(HttpContext context)
    {
        var versioned = context.Request.Query.ContainsKey("v") || context.Request.Path.Value!.EndsWith(".woff2", StringComparison.Ordinal);
        context.Response.Headers.CacheControl = versioned ? ForGood : "public, no-cache";
    }
}

/// <summary>What the binder says when a value cannot be read, in the reader's language.</summary>
internal sealed class BindingTexts(IStringLocalizer<Texts> texts) : Microsoft.Extensions.Options.IConfigureOptions<Microsoft.AspNetCore.Mvc.MvcOptions>
{
    public void Configure(Microsoft.AspNetCore.Mvc.MvcOptions options)
    {
        var say = options.ModelBindingMessageProvider;
        say.SetAttemptedValueIsInvalidAccessor((value, _) => texts["“{0}” cannot be used here.", value]);
        say.SetNonPropertyAttemptedValueIsInvalidAccessor(value => texts["“{0}” cannot be used here.", value]);
        say.SetUnknownValueIsInvalidAccessor(_ => texts["This value cannot be used."]);
        say.SetNonPropertyUnknownValueIsInvalidAccessor(() => texts["This value cannot be used."]);
        say.SetValueIsInvalidAccessor(value => texts["“{0}” cannot be used here.", value]);
        say.SetValueMustBeANumberAccessor(_ => texts["Write a number here."]);
        say.SetNonPropertyValueMustBeANumberAccessor(() => texts["Write a number here."]);
        say.SetValueMustNotBeNullAccessor(_ => texts["This is needed."]);
        say.SetMissingBindRequiredValueAccessor(_ => texts["This is needed."]);
        say.SetMissingKeyOrValueAccessor(() => texts["This is needed."]);
    }
}
