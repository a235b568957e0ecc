using System.Net;
using System.Net.Sockets;

namespace Tributary.Provisioning.Connectors.Webhook;

/// <summary>Which addresses a request that somebody else chose may go to: those of the public Internet, and no others.</summary>
public static class PublicAddress
{
    // https://www.iana.org/assignments/iana-ipv4-special-registry, with multicast and what is reserved.
    private static readonly IPNetwork[] Closed4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    // Of IPv6 only what is given out to the Internet is open; tunnels in it that may lead to a closed IPv4 address are not.
    private static readonly IPNetwork Open6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Closed6 =
        [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    /// <summary>True for an address of the public Internet.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(Closed4, net => net.Contains(address)),
            AddressFamily.InterNetworkV6 => Open6.Contains(address) && !Array.Exists(Closed6, net => net.Contains(address)),
            _ => false,
        };
    }

    /// <summary>
    /// An HTTP client that follows no redirect, uses no proxy, keeps no cookie, and connects to the very address it has
    /// checked, so that a name that resolves differently a moment later leads nowhere.
    /// </summary>
    /// <param name="allowPrivate">The operator's leave to reach its own network.</param>
    public static HttpClient NewClient(bool allowPrivate) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseProxy = false, UseCookies = false, MaxResponseHeadersLength = 16, MaxConnectionsPerServer = 8,
        ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = async (context, cancel) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
            // One closed address among open ones is enough to refuse: that is how a rebinding looks.
            if (!allowPrivate && Array.Find(addresses, a => !Is(a)) is { } closed) throw new ClosedAddressException(closed);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { Timeout = Timeout.InfiniteTimeSpan };
}

/// <summary>A name leads to an address that is not of the public Internet.</summary>
public sealed class ClosedAddressException(IPAddress address)
    : IOException($"{address} is a private, local or reserved address. The operator can allow such addresses.");
