using SkiaSharp;
using Tributary.Accounts;

namespace Tributary.Web.Media;

/// <summary>
/// Makes pictures anew from what was uploaded. What a file is, its content says and never its name; how large, its head, before
/// anything is unpacked. Only pixels are taken over: no metadata, no place where it was taken, nothing behind the picture.
/// </summary>
public static class Picture
{
    /// <summary>The most bytes of a logo.</summary>
    public const int MostOfLogo = 1_000_000;

    /// <summary>The most bytes of a photo, as cameras of phones make them.</summary>
    public const int MostOfPhoto = 5_000_000;

    /// <summary>The most pixels along a side.</summary>
    public const int MostPixels = 4096;

    private const int PhotoSide = 256;

    // Two of the largest take 130 MB while they are unpacked.
    private static readonly SemaphoreSlim AtOnce = new(2);

    /// <summary>A logo: fitted into what a page shows of it, as PNG; SVG stays SVG, cleaned.</summary>
    /// <exception cref="Refusal">It is too large, or no picture that we read.</exception>
    public static async Task<Upload> Logo(byte[] bytes, DateTime at, CancellationToken cancel)
    {
        NeedSize(bytes, MostOfLogo);
        if (SvgLogo.Is(bytes))
        {
            var (svg, width, height) = SvgLogo.Clean(bytes);
            return Upload.Of(svg, "image/svg+xml", width, height, at);
        }
        return await Redrawn(bytes, "This is no picture we can read: use SVG, PNG, JPEG, WebP or GIF.", at, cancel, size =>
        {
            var scale = Math.Min(1f, Math.Min(512f / size.Width, 256f / size.Height));
            var (width, height) = (Math.Max(1, (int)Math.Round(size.Width * scale)), Math.Max(1, (int)Math.Round(size.Height * scale)));
            return new(width, height, SKMatrix.CreateScale((float)width / size.Width, (float)height / size.Height), SKColors.Transparent, SKEncodedImageFormat.Png, "image/png");
        });
    }

    /// <summary>A photo of a person: the middle of it, square, as JPEG.</summary>
    /// <exception cref="Refusal">It is too large, or no picture that we read.</exception>
    public static async Task<Upload> Photo(byte[] bytes, DateTime at, CancellationToken cancel)
    {
        NeedSize(bytes, MostOfPhoto);
        return await Redrawn(bytes, "This is no photo we can read: use JPEG, PNG, WebP or GIF.", at, cancel, size =>
        {
            var side = Math.Min(size.Width, size.Height);
            var scale = (float)PhotoSide / side;
            var middle = new SKMatrix(scale, 0, -(size.Width - side) / 2f * scale, 0, scale, -(size.Height - side) / 2f * scale, 0, 0, 1);
            return new(PhotoSide, PhotoSide, middle, SKColors.White, SKEncodedImageFormat.Jpeg, "image/jpeg");
        });
    }

    private sealed record Drawing(int Width, int Height, SKMatrix Placed, SKColor Ground, SKEncodedImageFormat Format, string Type);

    private static void NeedSize(byte[] bytes, int most)
    {
        if (bytes.Length == 0) throw Refusal.Field("file", "picture.missing", "Choose a file.");
        if (bytes.Length > most) throw Refusal.Field("file", "picture.too_large", "This file is larger than {0} MB.", most / 1_000_000);
    }

    private static async Task<Upload> Redrawn(byte[] bytes, string unreadable, DateTime at, CancellationToken cancel, Func<SKSizeI, Drawing> plan)
    {
        // Only what begins like one of these is given to the decoder at all.
        if (!IsPng(bytes) && !IsJpeg(bytes) && !IsGif(bytes) && !IsWebp(bytes)) throw Unreadable(unreadable);
        await AtOnce.WaitAsync(cancel);
        try
        {
            return Redraw(bytes, unreadable, at, plan);
        }
        finally
        {
            AtOnce.Release();
        }
    }

    private static Upload Redraw(byte[] bytes, string unreadable, DateTime at, Func<SKSizeI, Drawing> plan)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data) ?? throw Unreadable(unreadable);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1) throw Unreadable(unreadable);
        if (width > MostPixels || height > MostPixels) throw Refusal.Field("file", "picture.too_many_pixels", "This picture is larger than {0} by {0} pixels.", MostPixels);

        using var space = SKColorSpace.CreateSrgb();
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul, space);
        using var bitmap = new SKBitmap(info);
        // A file that ends too early is no picture, whatever could still be seen of it.
        if (codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success) throw Unreadable(unreadable);

        var (upright, size) = Upright(codec.EncodedOrigin, width, height);
        var drawing = plan(size);
        using var surface = SKSurface.Create(new SKImageInfo(drawing.Width, drawing.Height, SKColorType.Rgba8888, SKAlphaType.Premul, space));
        surface.Canvas.Clear(drawing.Ground);
        surface.Canvas.SetMatrix(drawing.Placed.PreConcat(upright));
        using var image = SKImage.FromBitmap(bitmap);
        surface.Canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(drawing.Format, 88);
        return Upload.Of(encoded.ToArray(), drawing.Type, drawing.Width, drawing.Height, at);
    }

    // How a camera was held stands beside the pixels, and goes with the metadata; so the picture is turned instead.
    private static (SKMatrix Matrix, SKSizeI Size) Upright(SKEncodedOrigin origin, int w, int h) => origin switch
    {
        SKEncodedOrigin.TopRight => (new(-1, 0, w, 0, 1, 0, 0, 0, 1), new(w, h)),
        SKEncodedOrigin.BottomRight => (new(-1, 0, w, 0, -1, h, 0, 0, 1), new(w, h)),
        SKEncodedOrigin.BottomLeft => (new(1, 0, 0, 0, -1, h, 0, 0, 1), new(w, h)),
        SKEncodedOrigin.LeftTop => (new(0, 1, 0, 1, 0, 0, 0, 0, 1), new(h, w)),
        SKEncodedOrigin.RightTop => (new(0, -1, h, 1, 0, 0, 0, 0, 1), new(h, w)),
        SKEncodedOrigin.RightBottom => (new(0, -1, h, -1, 0, w, 0, 0, 1), new(h, w)),
        SKEncodedOrigin.LeftBottom => (new(0, 1, 0, -1, 0, w, 0, 0, 1), new(h, w)),
        _ => (SKMatrix.Identity, new(w, h)),
    };

    private static Refusal Unreadable(string sentence) => Refusal.Field("file", "picture.unreadable", sentence);

    private static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    private static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    private static bool IsGif(ReadOnlySpan<byte> bytes) => bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8);

    private static bool IsWebp(ReadOnlySpan<byte> bytes) => bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8);
}
