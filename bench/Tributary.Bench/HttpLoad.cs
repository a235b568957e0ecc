using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tributary.Bench;

/// <summary>A request as bytes. With a place for a key, each time it is sent it bears another one.</summary>
internal sealed class Request
{
    private const string KeyMark = "0123456789abcdef0123456789abcdef";

    private Request(byte[] bytes) => (Bytes, KeyAt) = (bytes, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(KeyMark)));

    public byte[] Bytes { get; }

    /// <summary>Where the 32 hexadecimal digits of its Idempotency-Key are; −1 for none.</summary>
    public int KeyAt { get; }

    public static Request Get(string path, params string[] headers) => new(Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n"));

    /// <summary>A POST of JSON under a new Idempotency-Key each time.</summary>
    public static Request Post(string path, string json, params string[] headers) => new(Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{string.Concat(headers.Select(h => h + "\r\n"))}Idempotency-Key: {KeyMark}\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}"));
}

/// <summary>
/// Asks over kept connections as fast as it is answered, one request at a time on each. It is lean: requests are bytes made
/// beforehand, of an answer it reads the status and where it ends. What it costs is told beside what is measured.
/// </summary>
internal static class HttpLoad
{
    private static long keys = Random.Shared.NextInt64(long.MaxValue / 2);

    /// <summary>Asks for some seconds, each connection the requests in turn.</summary>
    /// <exception cref="InvalidOperationException">An answer was not of the expected status.</exception>
    public static async Task<Counted> Run(int port, int connections, double seconds, IReadOnlyList<Request> requests, int status)
    {
        var clients = new List<Client>();
        for (var i = 0; i < connections; i++) clients.Add(await Client.Connect(port));
        try
        {
            var end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
            var clock = Stopwatch.StartNew();
            var waits = await Task.WhenAll(clients.Select((client, i) => Task.Run(() => client.Ask(requests, i * 7919, end, status))));
            clock.Stop();
            var all = waits.SelectMany(w => w).ToArray();
            return new(all.Length, clock.Elapsed.TotalSeconds, all);
        }
        finally
        {
            foreach (var client in clients) client.Dispose();
        }
    }

    private sealed class Client(Socket socket) : IDisposable
    {
        private byte[] buffer = new byte[16 * 1024];

        public static async Task<Client> Connect(int port)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return new(socket);
        }

        public async Task<List<double>> Ask(IReadOnlyList<Request> requests, int first, long end, int status)
        {
            var waits = new List<double>(16 * 1024);
            var sent = new byte[requests.Max(r => r.Bytes.Length)];
            for (var i = first; ; i++)
            {
                var began = Stopwatch.GetTimestamp();
                if (began >= end) return waits;
                var request = requests[i % requests.Count];
                request.Bytes.CopyTo(sent, 0);
                if (request.KeyAt >= 0) Key(sent.AsSpan(request.KeyAt, 32));
                await socket.SendAsync(sent.AsMemory(0, request.Bytes.Length));
                await Answer(status);
                waits.Add((Stopwatch.GetTimestamp() - began) * 1000.0 / Stopwatch.Frequency);
            }
        }

        private static void Key(Span<byte> place)
        {
            Interlocked.Increment(ref keys).TryFormat(place[16..], out _, "x16");
        }

        private async Task Answer(int status)
        {
            int read = 0, head = -1, length = -1;
            while (true)
            {
                var count = await socket.ReceiveAsync(buffer.AsMemory(read));
                if (count == 0) throw new InvalidOperationException("The program closed the connection.");
                read += count;
                if (head < 0 && (head = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8)) >= 0)
                {
                    length = Length(buffer.AsSpan(0, head));
                    if (buffer[9] - '0' != status / 100 || buffer[10] - '0' != status / 10 % 10 || buffer[11] - '0' != status % 10)
                        throw new InvalidOperationException($"{status} was expected: {Encoding.UTF8.GetString(buffer, 0, read)}");
                }
                if (head < 0) continue;
                if (length >= 0 ? read >= head + 4 + length : buffer.AsSpan(0, read).EndsWith("0\r\n\r\n"u8)) return;
                if (read == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        // −1 where the answer comes in chunks.
        private static int Length(ReadOnlySpan<byte> head)
        {
            var at = head.IndexOf("\r\nContent-Length: "u8);
            if (at < 0) return -1;
            var number = head[(at + 18)..];
            var value = 0;
            foreach (var digit in number)
            {
                if (digit is < (byte)'0' or > (byte)'9') break;
                value = value * 10 + digit - '0';
            }
            return value;
        }

        public void Dispose() => socket.Dispose();
    }
}
