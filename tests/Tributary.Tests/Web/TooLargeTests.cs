using System.Text;
using Tributary.Data;
using Tributary.Tests.Api;
using Tributary.Web.Media;

namespace Tributary.Tests.Web;

/// <summary>Bodies over a limit, sent to the real server: the answer is there, and says what is wrong.</summary>
public sealed class TooLargeTests
{
    [Fact]
    public async Task What_is_too_large_is_told_beside_the_field_or_by_a_page_of_its_own()
    {
        await using var panel = await Panel.OnPort(DatabaseKind.Sqlite);
        var person = await panel.Person(panel.World.Saul);
        var saul = await panel.SignIn(person);

        // What is larger than a photo may be and still sensible is read, to be answered where it was chosen.
        var beside = await Send(saul, "/profile/photo", Picture.MostOfPhoto + 1);
        Assert.Equal(200, beside.Status);
        Assert.Contains("larger than", beside.Of(".field-error"));
        // What is larger than that is not read at all.
        var whole = await Send(saul, "/profile/photo", (int)Uploaded.MostOfRequest);
        Assert.Equal((413, "This is too large"), (whole.Status, whole.Of("h1")));
        Assert.Equal(400, (await Send(saul, "/profile/photo", (int)Uploaded.MostOfRequest, chunked: true)).Status);
        Assert.Equal(200, (await saul.Get("/profile/photo")).Status);

        var api = panel.Api(await panel.KeyOf(panel.World.Saul, person));
        using var photo = new ByteArrayContent(new byte[9_000_000]);
        photo.Headers.ContentType = new("image/png");
        Assert.Equal("body.too_large", (await api.Send(HttpMethod.Put, "/profile/photo", photo)).Must(413).Code);
        Assert.Equal("body.too_large", (await api.Raw("/accounts", $"{{\"name\":\"{new string('x', 1_100_000)}\"}}")).Must(413).Code);
    }

    private static async Task<Seen> Send(Visitor visitor, string page, int size, bool chunked = false)
    {
        var token = (await visitor.Get(page)).Document.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.ASCII.GetBytes("RIFF").Concat(new byte[size - 4]).ToArray()), "Input.File", "photo.png" }, { new StringContent(token), "__RequestVerificationToken" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, page) { Content = form };
        if (chunked) request.Headers.TransferEncodingChunked = true;
        return await Seen.Of(await visitor.Client.SendAsync(request));
    }
}
