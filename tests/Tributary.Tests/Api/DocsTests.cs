using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Tributary.Data;

namespace Tributary.Tests.Api;

/// <summary>The examples of docs/api are run as they stand: each page tells a little story, and every command in it succeeds.</summary>
public sealed partial class DocsTests
{
    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "docs", "api"), "*.md").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Pages))]
    public async Task Every_command_of_the_page_succeeds(string page)
    {
        await using var stage = await Stage.Open(DatabaseKind.Sqlite);
        var text = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "docs", "api", page), TestContext.Current.CancellationToken);
        var names = await Names(stage);
        var commands = ShellBlock().Matches(text).SelectMany(block => Commands(block.Groups[1].Value)).ToList();

        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            using var request = Request(Words(command, names));
            using var client = stage.Panel.Visitor().Client;
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{page}: {command}\n{(int)answer.StatusCode} {said}");
        }
    }

    [Fact]
    public void Every_door_stands_on_a_page()
    {
        var pages = string.Join('\n', Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "docs", "api"), "*.md").Select(File.ReadAllText));

        var verbs = Recipes.All.Keys.Select(name => name.Split(' ')[1].Split('/').Last(part => !part.StartsWith('{') && part != "preview")).Distinct();

        Assert.All(verbs, verb => Assert.Contains($"/{verb}", pages));
    }

    // Saul is the reader: a reseller with a customer.
    private static async Task<Dictionary<string, string>> Names(Stage stage) => new()
    {
        ["URL"] = "http://localhost", ["KEY"] = await stage.Panel.Key(stage.World.Saul), ["MY_KEY"] = await stage.Panel.KeyOf(stage.World.Saul, await stage.Panel.Person(stage.World.Saul, email: "mia@saul.test", name: "Mia Mole")), ["MAKER_KEY"] = await stage.Panel.Key(stage.World.Nora),
        ["ACCOUNT"] = stage.World.Saul.Ref(), ["NEWCOMER"] = stage.Opened.Ref(), ["AGREEMENT"] = stage.Agreement, ["CUSTOMER"] = stage.World.Cora.Ref(), ["PERSON"] = stage.Person, ["API_KEY"] = stage.Key,
        ["PLAN"] = PublicId.Format("pln", stage.Plan.PlanId), ["PRODUCT"] = PublicId.Format("prd", stage.Own.ProductId),
        ["BATCH"] = stage.Batch, ["OWN_PLAN"] = PublicId.Format("pln", stage.Own.PlanId), ["IMPORT"] = stage.Import, ["PRICE"] = stage.Rule, ["ORDER"] = stage.Delivering,
        ["WAITING_ORDER"] = stage.Waiting, ["SUBSCRIPTION"] = PublicId.Format("sub", stage.Running.Id), ["ASSET"] = stage.Asset, ["WORK"] = stage.Works[0], ["OTHER_WORK"] = stage.Works[1],
        ["LAUNCH"] = stage.LaunchToken, ["MAIL"] = stage.Mail, ["NOTE"] = stage.Note, ["INVOICE"] = stage.Invoice,
        ["COLLEAGUE"] = stage.Leaver, ["GUEST_PASS"] = stage.Pass,
    };

    private static IEnumerable<string> Commands(string block) =>
        block.Replace("\\\n", " ").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    // As a shell reads them: single quotes take everything as it stands, double quotes take variables in.
    private static List<string> Words(string command, Dictionary<string, string> names)
    {
        var (words, word, begun) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < command.Length; i++)
        {
            switch (command[i])
            {
                case ' ':
                    if (begun) words.Add(word.ToString());
                    (begun, _) = (false, word.Clear());
                    break;
                case '\'' or '"':
                    var end = command.IndexOf(command[i], i + 1);
                    var quoted = command[(i + 1)..end];
                    word.Append(command[i] == '"' ? Variable().Replace(quoted, name => names[name.Groups[1].Value]) : quoted);
                    (i, begun) = (end, true);
                    break;
                default:
                    word.Append(command[i]);
                    begun = true;
                    break;
            }
        }
        if (begun) words.Add(word.ToString());
        return words;
    }

    private static HttpRequestMessage Request(List<string> words)
    {
        Assert.Equal("curl", words[0]);
        var (request, headers) = (new HttpRequestMessage(), new Dictionary<string, string>());
        for (var i = 1; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "-X": request.Method = new(words[++i]); break;
                case "-H": headers.Add(words[++i].Split(':')[0], words[i][(words[i].IndexOf(':') + 1)..].Trim()); break;
                case "-d": request.Content = new StringContent(words[++i]); break;
                case "--data-binary":
                    request.Content = new StringContent(words[++i] switch
                    {
                        "@prices.csv" => "product,code,name,currency,monthly_price\nMail,TEAM,Team,USD,5.00\n",
                        "@people.csv" => "email,name,role\nnele@example.com,Nele Brandt,sales\n",
                        "@usage.csv" => "id,subscription,endUser,at\n7f3b,sub_01h455vb4pex5vsknk084sn02q,ada@example.com,2026-01-11T08:15:00Z\n",
                        var other => throw new InvalidOperationException($"There is no {other}."),
                    });
                    break;
                default: request.RequestUri = new(words[i]); break;
            }
        }
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type") request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            else request.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"\$([A-Z_]+)")]
    private static partial Regex Variable();
}
