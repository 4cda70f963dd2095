using System.Security.Cryptography;
using NeuralCore.Data.Datasets;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Data.Datasets;

/// <summary>Downloads from a server that behaves badly in every way that servers do.</summary>
public sealed class DownloaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly byte[] _content = new byte[300_000];
    private readonly List<string?> _remarks = [];

    public DownloaderTests() => new Random(5).NextBytes(_content);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    private string Target => _folder["set/data.bin"];

    private string Part => _folder["set/.data.bin.part"];

    [Fact]
    public async Task A_file_arrives_whole_and_is_not_fetched_twice()
    {
        using var server = new FileServer((context, _) => FileServer.Send(context, _content));
        Assert.True(await Fetch(server));
        AssertArrived();
        Assert.False(await Fetch(server));
        Assert.Equal([""], server.Ranges);
    }

    [Fact]
    public async Task A_connection_that_breaks_goes_on_where_it_stopped()
    {
        using var server = new FileServer((context, number) => number < 2 ? FileServer.Break(context, _content, 100_000) : FileServer.Send(context, _content));
        Assert.True(await Fetch(server));
        AssertArrived();
        Assert.Equal(3, server.Ranges.Count);
        Assert.Equal("", server.Ranges[0]);
        Assert.All(server.Ranges[1..], range => Assert.Matches(@"^bytes=[1-9]\d*-$", range));
        Assert.Equal(2, _remarks.Count(remark => remark is not null));
    }

    [Fact]
    public async Task What_an_earlier_start_left_is_gone_on_from()
    {
        Directory.CreateDirectory(_folder["set"]);
        File.WriteAllBytes(Part, _content[..123_456]);
        using var server = new FileServer((context, _) => FileServer.Send(context, _content));
        Assert.True(await Fetch(server));
        AssertArrived();
        Assert.Equal(["bytes=123456-"], server.Ranges);
    }

    [Fact]
    public async Task A_server_that_knows_no_ranges_sends_it_all_again()
    {
        Directory.CreateDirectory(_folder["set"]);
        File.WriteAllBytes(Part, new byte[1000]);
        using var server = new FileServer((context, _) => FileServer.Send(context, _content, heedsRange: false));
        Assert.True(await Fetch(server));
        AssertArrived();
    }

    [Fact]
    public async Task A_remainder_of_another_file_is_thrown_away_and_fetched_anew()
    {
        Directory.CreateDirectory(_folder["set"]);
        File.WriteAllBytes(Part, new byte[1000]);
        using var server = new FileServer((context, _) => FileServer.Send(context, _content));
        Assert.True(await Fetch(server));
        AssertArrived();
        Assert.Equal(["bytes=1000-", ""], server.Ranges);
    }

    [Fact]
    public async Task A_server_that_fails_is_asked_again()
    {
        using var server = new FileServer((context, number) =>
        {
            if (number == 2) return FileServer.Send(context, _content);
            FileServer.Refuse(context, number == 0 ? 500 : 503);
            return Task.CompletedTask;
        });
        Assert.True(await Fetch(server));
        AssertArrived();
        Assert.Contains("500", _remarks[0]);
    }

    [Fact]
    public async Task A_server_that_keeps_failing_is_given_up()
    {
        using var server = new FileServer((context, _) => Refused(context, 500));
        var message = await Fails(server);
        Assert.Contains("answers 500", message);
        Assert.Contains($"put it into {_folder["set"]}", message);
        Assert.Equal(3, server.Ranges.Count);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_asked_for_once()
    {
        using var server = new FileServer((context, _) => Refused(context, 404));
        Assert.Contains("answers 404", await Fails(server));
        Assert.Single(server.Ranges);
    }

    [Fact]
    public async Task Another_address_serves_where_the_first_does_not()
    {
        using var first = new FileServer((context, _) => Refused(context, 404));
        using var second = new FileServer((context, _) => FileServer.Send(context, _content));
        var file = Published(first) with { Addresses = [new Uri(first.Address, "data.bin"), new Uri(second.Address, "data.bin")] };
        Assert.True(await Downloader().FetchAsync(file, _folder["set"]));
        AssertArrived();
    }

    [Fact]
    public async Task Other_content_of_the_same_size_does_not_pass()
    {
        var other = (byte[])_content.Clone();
        other[77] ^= 1;
        using var server = new FileServer((context, _) => FileServer.Send(context, other));
        var message = await Fails(server);
        Assert.Contains(Hash(other), message);
        Assert.Contains(Hash(_content), message);
        Assert.Empty(Directory.GetFiles(_folder["set"]));
    }

    [Fact]
    public async Task More_than_was_published_is_not_taken()
    {
        using var server = new FileServer((context, _) => FileServer.Send(context, [.. _content, .. new byte[5_000_000]]));
        Assert.Contains("more than the 300000 bytes", await Fails(server));
        Assert.Empty(Directory.GetFiles(_folder["set"]));
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_asked_again()
    {
        using var server = new FileServer(async (context, number) =>
        {
            if (number > 0)
            {
                await FileServer.Send(context, _content);
                return;
            }
            context.Response.ContentLength64 = _content.Length;
            await context.Response.OutputStream.WriteAsync(_content.AsMemory(0, 70_000));
            await context.Response.OutputStream.FlushAsync();   // and nothing more
        });
        Assert.True(await Fetch(server));
        AssertArrived();
        Assert.Contains(_remarks, remark => remark?.Contains("nothing came") == true);
    }

    [Fact]
    public async Task Cancelling_keeps_what_has_come()
    {
        using var cancellation = new CancellationTokenSource();
        using var server = new FileServer((context, _) => FileServer.Break(context, _content, 150_000));
        var downloader = new Downloader(_client) { Progressed = now => { if (now.Received > 100_000) cancellation.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => downloader.FetchAsync(Published(server), _folder["set"], cancellation.Token));
        Assert.False(File.Exists(Target));
        Assert.InRange(new FileInfo(Part).Length, 100_001, 150_000);
        Assert.Equal(_content[..100_001], File.ReadAllBytes(Part)[..100_001]);
    }

    [Fact]
    public async Task A_file_of_the_name_that_is_another_is_left_alone()
    {
        Directory.CreateDirectory(_folder["set"]);
        File.WriteAllText(Target, "mine");
        using var server = new FileServer((context, _) => FileServer.Send(context, _content));
        Assert.Contains("is there already", await Fails(server));
        Assert.Equal("mine", File.ReadAllText(Target));
        Assert.Empty(server.Ranges);
    }

    [Fact]
    public async Task Nobody_at_the_address_and_a_folder_that_cannot_be_made()
    {
        var server = new FileServer((context, _) => FileServer.Send(context, _content));
        server.Dispose();
        Assert.Contains("cannot be fetched", await Fails(server));
        File.WriteAllText(_folder["file"], "");
        var error = await Assert.ThrowsAsync<DataException>(() => Downloader().FetchAsync(Published(server), _folder["file/set"]));
        Assert.Contains("cannot be written", error.Message);
    }

    private static Task Refused(System.Net.HttpListenerContext context, int code)
    {
        FileServer.Refuse(context, code);
        return Task.CompletedTask;
    }

    private Downloader Downloader() => new(_client)
    {
        Attempts = 3,
        Pause = TimeSpan.FromMilliseconds(5),
        Patience = TimeSpan.FromSeconds(2),
        Progressed = now => { if (now.Remark is not null) _remarks.Add(now.Remark); },
    };

    private DatasetFile Published(FileServer server) => new("data.bin", _content.Length, Hash(_content), [new Uri(server.Address, "data.bin")]);

    private Task<bool> Fetch(FileServer server) => Downloader().FetchAsync(Published(server), _folder["set"]);

    private async Task<string> Fails(FileServer server) => (await Assert.ThrowsAsync<DataException>(() => Fetch(server))).Message;

    private void AssertArrived()
    {
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder["set"]));
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
