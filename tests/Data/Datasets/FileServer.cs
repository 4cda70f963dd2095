using System.Net;
using System.Net.Sockets;

namespace NeuralCore.Tests.Data.Datasets;

/// <summary>A web server on this machine for one test, which answers as the test tells it and keeps what was asked.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<HttpListenerContext, int, Task> _answer;
    private readonly Task _loop;

    /// <summary>Answers each request, which are counted from 0.</summary>
    public FileServer(Func<HttpListenerContext, int, Task> answer)
    {
        _answer = answer;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _loop = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    /// <summary>The Range header of each request; empty where there was none.</summary>
    public List<string> Ranges { get; } = [];

    public void Dispose()
    {
        _listener.Abort();
        _loop.Wait();
    }

    /// <summary>The content, from where the request's range begins.</summary>
    public static async Task Send(HttpListenerContext context, byte[] content, bool heedsRange = true)
    {
        var from = heedsRange && context.Request.Headers["Range"] is { } range ? int.Parse(range["bytes=".Length..^1]) : 0;
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.AddHeader("Content-Range", $"bytes {from}-{content.Length - 1}/{content.Length}");
        }
        context.Response.ContentLength64 = content.Length - from;
        await context.Response.OutputStream.WriteAsync(content.AsMemory(from));
        context.Response.Close();
    }

    /// <summary>So many bytes from where the range begins, then the connection breaks although more were announced.</summary>
    public static async Task Break(HttpListenerContext context, byte[] content, int after)
    {
        var from = context.Request.Headers["Range"] is { } range ? int.Parse(range["bytes=".Length..^1]) : 0;
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.AddHeader("Content-Range", $"bytes {from}-{content.Length - 1}/{content.Length}");
        }
        context.Response.ContentLength64 = content.Length - from;
        await context.Response.OutputStream.WriteAsync(content.AsMemory(from, after));
        await context.Response.OutputStream.FlushAsync();
        await Task.Delay(50);
        context.Response.Abort();
    }

    public static void Refuse(HttpListenerContext context, int code)
    {
        context.Response.StatusCode = code;
        context.Response.Close();
    }

    private async Task ServeAsync()
    {
        try
        {
            for (var number = 0; ; number++)
            {
                var context = await _listener.GetContextAsync();
                Ranges.Add(context.Request.Headers["Range"] ?? "");
                try
                {
                    await _answer(context, number);
                }
                catch (HttpListenerException)
                {
                    // The other side has gone.
                }
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
