using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;
using Tributary.Accounts;
using Tributary.Web.Media;

namespace Tributary.Tests.Web;

/// <summary>Whatever is uploaded, what is kept is a picture that we drew, or a sentence that says why not.</summary>
public sealed class PictureTests
{
    private static readonly DateTime At = new(2026, 1, 15, 9, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static byte[] Drawn(int width, int height, SKEncodedImageFormat format, Action<SKCanvas>? draw = null)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.Blue);
        draw?.Invoke(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 95);
        return data.ToArray();
    }

    private static SKBitmap Seen(Upload upload) => SKBitmap.Decode(upload.Content);

    [Fact]
    public async Task A_logo_is_fitted_and_keeps_its_shape()
    {
        var logo = await Picture.Logo(Drawn(1000, 250, SKEncodedImageFormat.Png), At, Cancel);
        Assert.Equal(("image/png", 512, 128), (logo.Type, logo.Width, logo.Height));
        using var seen = Seen(logo);
        Assert.Equal((512, 128), (seen.Width, seen.Height));

        var small = await Picture.Logo(Drawn(40, 20, SKEncodedImageFormat.Webp), At, Cancel);
        Assert.Equal(("image/png", 40, 20), (small.Type, small.Width, small.Height));
    }

    [Fact]
    public async Task The_same_picture_is_the_same_upload()
    {
        var file = Drawn(100, 100, SKEncodedImageFormat.Png);
        Assert.Equal((await Picture.Logo(file, At, Cancel)).Id, (await Picture.Logo(file, At.AddDays(1), Cancel)).Id);
        Assert.NotEqual((await Picture.Logo(file, At, Cancel)).Id, (await Picture.Photo(file, At, Cancel)).Id);
    }

    [Fact]
    public async Task A_photo_is_the_middle_upright_and_square_without_where_it_was_taken()
    {
        // A camera held on its side: what is at the left of the file is at the top of the picture.
        var file = WithExif(Drawn(600, 400, SKEncodedImageFormat.Jpeg, canvas =>
        {
            using var red = new SKPaint { Color = SKColors.Red };
            canvas.DrawRect(100, 0, 200, 400, red);
        }), orientation: 6, "52.5200 N 13.4050 E");
        Assert.Contains("13.4050", Encoding.Latin1.GetString(file));

        var photo = await Picture.Photo(file, At, Cancel);

        Assert.Equal(("image/jpeg", 256, 256), (photo.Type, photo.Width, photo.Height));
        var text = Encoding.Latin1.GetString(photo.Content);
        Assert.DoesNotContain("13.4050", text);
        Assert.DoesNotContain("Exif", text);
        using var seen = Seen(photo);
        // Turned by a quarter the red half is above; unturned it would be at the left.
        Assert.True(seen.GetPixel(200, 30) is { Red: > 200, Blue: < 60 }, $"{seen.GetPixel(200, 30)}");
        Assert.True(seen.GetPixel(30, 220) is { Blue: > 200, Red: < 60 }, $"{seen.GetPixel(30, 220)}");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<?php system($_GET['c']); ?>")]
    public async Task What_stands_behind_a_picture_is_gone(string code)
    {
        byte[] file = [.. Drawn(64, 64, SKEncodedImageFormat.Png), .. Encoding.ASCII.GetBytes(code)];

        foreach (var kept in new[] { await Picture.Logo(file, At, Cancel), await Picture.Photo(file, At, Cancel) })
            Assert.DoesNotContain(code, Encoding.Latin1.GetString(kept.Content));
    }

    [Fact]
    public async Task What_is_too_large_is_refused_before_it_is_unpacked()
    {
        var bomb = Bomb(60_000, 60_000);
        Assert.True(bomb.Length < 1000);
        Assert.Equal("picture.too_many_pixels", await No(Picture.Logo(bomb, At, Cancel)));
        Assert.Equal("picture.too_many_pixels", await No(Picture.Photo(Bomb(4097, 10), At, Cancel)));
        Assert.Equal("picture.too_large", await No(Picture.Logo(new byte[Picture.MostOfLogo + 1], At, Cancel)));
        Assert.Equal("picture.too_large", await No(Picture.Photo(new byte[Picture.MostOfPhoto + 1], At, Cancel)));
        // So large it may be.
        Assert.Equal(512, (await Picture.Logo(Drawn(4096, 20, SKEncodedImageFormat.Png), At, Cancel)).Width);
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_whatever_it_is_called()
    {
        var png = Drawn(300, 300, SKEncodedImageFormat.Png, canvas => canvas.DrawCircle(150, 150, 100, new SKPaint { Color = SKColors.Red }));
        byte[][] files =
        [
            png[..(png.Length / 2)], png[..20], Encoding.ASCII.GetBytes("%PDF-1.7\n"), Encoding.ASCII.GetBytes("PK\x03\x04"), Encoding.ASCII.GetBytes("hello"),
            Encoding.ASCII.GetBytes("GIF89a"), [0xFF, 0xD8, 0xFF, 0xE0], Encoding.ASCII.GetBytes("BM" + new string('x', 100)), Encoding.ASCII.GetBytes("<html><body><img src=x onerror=alert(1)></body></html>"),
            Encoding.ASCII.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'"), new byte[1000],
        ];
        foreach (var file in files) Assert.Equal("picture.unreadable", await No(Picture.Logo(file, At, Cancel)));
        foreach (var file in files) Assert.Equal("picture.unreadable", await No(Picture.Photo(file, At, Cancel)));
        Assert.Equal("picture.unreadable", await No(Picture.Photo(Svg("<rect width='9' height='9'/>"), At, Cancel)));
        Assert.Equal("picture.missing", await No(Picture.Logo([], At, Cancel)));
    }

    [Fact]
    public async Task An_svg_keeps_its_drawing_and_nothing_else()
    {
        var logo = await Picture.Logo(Svg("""
            <!-- made by hand --><?xml-stylesheet href="https://evil.example/x.css"?>
            <script>alert(1)</script><style>@import url(https://evil.example/y.css);</style>
            <defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient><linearGradient id="h" xlink:href="#g"/></defs>
            <g onclick="alert(2)" style="fill:#0a0; background:url(https://evil.example/z.png); stroke: url(#g)">
              <path d="M0 0h10v10z" onload="alert(3)" fill="url(https://evil.example/a.svg#x)"/><circle r="3" fill="url(#g)"/>
            </g>
            <a href="javascript:alert(4)"><rect width="1" height="1"/></a>
            <image href="https://evil.example/b.png"/><use href="https://evil.example/c.svg#d"/><foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="//evil.example"/></body></foreignObject>
            <animate attributeName="href" values="javascript:alert(5)"/><set attributeName="onmouseover" to="alert(6)"/>
            <text x="1" y="9">Rosewood &lt;b&gt;</text><rect width="5" height="5" fill="&#106;avascript:alert(7)"/>
            """), At, Cancel);
        var text = Encoding.UTF8.GetString(logo.Content);

        Assert.Equal("image/svg+xml", logo.Type);
        foreach (var word in new[] { "evil", "script", "alert", "onload", "onclick", "style", "foreignObject", "iframe", "image", "use", "animate", "<set", "<a", "import" }) Assert.DoesNotContain(word, text);
        foreach (var word in new[] { "M0 0h10v10z", "linearGradient", "href=\"#g\"", "fill=\"#0a0\"", "stroke=\"url(#g)\"", "Rosewood &lt;b&gt;", "viewBox=\"0 0 20 10\"" }) Assert.Contains(word, text);
        // It is cleaned once and for all.
        Assert.Equal(logo.Id, (await Picture.Logo(logo.Content, At, Cancel)).Id);
    }

    [Fact]
    public async Task An_svg_that_would_take_a_browser_or_us_down_is_refused()
    {
        var laughs = "<!DOCTYPE svg [<!ENTITY a \"ha\">" + string.Concat(Enumerable.Range(0, 20).Select(i => $"<!ENTITY {(char)('b' + i)} \"&{(char)('a' + i)};&{(char)('a' + i)};\">")) + "]>";
        byte[][] files =
        [
            Encoding.UTF8.GetBytes($"{laughs}<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text>&u;</text><rect/></svg>"),
            Encoding.UTF8.GetBytes("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text>&x;</text><rect/></svg>"),
            Svg(string.Concat(Enumerable.Repeat("<g>", 500)) + "<rect/>" + string.Concat(Enumerable.Repeat("</g>", 500))),
            Svg(string.Concat(Enumerable.Repeat("<rect width='1' height='1'/>", 6000))), Svg(""), Svg("<script>1</script>"),
            Encoding.UTF8.GetBytes("<svg viewBox='0 0 9 9'><rect/></svg>"), Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 0 9'><rect/></svg>"),
            Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1e99 9'><rect/></svg>"), Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'><rect/></svg>"),
        ];
        foreach (var (file, i) in files.Select((file, i) => (file, i))) Assert.Equal((i, "picture.unreadable"), (i, await No(Picture.Logo(file, At, Cancel))));
    }

    private static async Task<string> No(Task<Upload> upload) => (await Assert.ThrowsAsync<Refusal>(() => upload)).Code;

    private static byte[] Svg(string content) =>
        Encoding.UTF8.GetBytes($"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"200px\" height=\"100\" viewBox=\"0 0 20 10\">{content}</svg>");

    // A head that promises so many pixels, and a little of zlib behind it.
    private static byte[] Bomb(int width, int height)
    {
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 2);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(new byte[1000]);
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", head), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        var crc = 0xFFFFFFFFu;
        foreach (var one in named)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        }
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, ~crc);
        return [.. length, .. named, .. sum];
    }

    // A segment with how the camera was held, and a remark.
    private static byte[] WithExif(byte[] jpeg, byte orientation, string remark)
    {
        byte[] exif =
        [
            .. "Exif\0\0"u8, .. "MM\0*\0\0\0\b"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(remark),
        ];
        var length = exif.Length + 2;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)(length & 255), .. exif, .. jpeg[2..]];
    }
}
