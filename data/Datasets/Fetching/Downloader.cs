using System.Security.Cryptography;

namespace NeuralCore.Data.Datasets;

/// <summary>Fetches published files: resumed where an earlier start was cut off, checked by SHA-256, and in their place only when they are whole.</summary>
/// <remarks>
/// What has come in stands in a hidden file beside the target, which a later start goes on from (HTTP Range, RFC 9110 §14).
/// An attempt that fails is made again after a pause that doubles; one that brought bytes does not count.
/// </remarks>
/// <param name="client">What sends the requests.</param>
public sealed class Downloader(HttpClient client)
{
    /// <summary>How many attempts in a row may bring nothing.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The pause after the first of them.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait for the next bytes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Called as bytes come in, and before another attempt.</summary>
    public Action<DownloadProgress>? Progressed { get; init; }

    /// <summary>Fetches a file into a folder; false where it is there already, whole.</summary>
    /// <exception cref="DataException">It is to be had nowhere, is not what was published, or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what has come in is kept for the next start.</exception>
    public async Task<bool> FetchAsync(DatasetFile file, string folder, CancellationToken cancellation = default)
    {
        var target = Path.Combine(folder, file.Name);
        if (File.Exists(target))
            return await HashOf(target, cancellation) is var there && there == file.Sha256 ? false
                : throw new DataException($"{target} is there already with the SHA-256 {there}, the published file has {file.Sha256}; move it away to fetch that");
        var part = new PartialFile(folder, file);
        var isResumed = part.Length > 0;
        for (var (failures, address) = (0, 0); ;)
        {
            var before = part.Length;
            try
            {
                if (part.Length < file.Size) await ReceiveAsync(file.Addresses[address], part, cancellation);
                await FinishAsync(part, target, file.Addresses[address], cancellation);
                return true;
            }
            catch (Exception error) when (IsOfTheNetwork(error) && !cancellation.IsCancellationRequested)
            {
                failures = part.Length > before ? 1 : failures + 1;
                // What an earlier start left may have been of another file: once more, from the beginning.
                if (error is WrongContentException && isResumed) (isResumed, failures) = (false, 0);
                else address = (address + 1) % file.Addresses.Count;
                var isHopeless = error is FinalException && failures >= file.Addresses.Count;
                if (isHopeless || failures >= Math.Max(Attempts, file.Addresses.Count)) throw Failure(file, folder, error);
                Progressed?.Invoke(new DownloadProgress(file, part.Length, Reason(error)));
                if (error is not FinalException) await Task.Delay(Pause * Math.Pow(2, failures - 1), cancellation);
            }
        }
    }

    private async Task ReceiveAsync(Uri address, PartialFile part, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (part.Length > 0) request.Headers.Range = new(part.Length, null);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        var code = (int)response.StatusCode;
        if (code == 416) part.Delete();   // the server has no such range: from the start, then
        if (code is >= 400 and < 500 and not (408 or 416 or 429)) throw new FinalException($"{address} answers {code} {response.ReasonPhrase}");
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{address} answers {code} {response.ReasonPhrase}");
        var from = code == 206 ? response.Content.Headers.ContentRange?.From ?? part.Length : 0;
        if (from != part.Length && from != 0) throw new HttpRequestException($"{address} sends from byte {from} on, not from {part.Length}");

        await using var source = await response.Content.ReadAsStreamAsync(patience.Token);
        await using var sink = part.Open(from);
        var buffer = new byte[1 << 16];
        while (true)
        {
            patience.CancelAfter(Patience);
            var read = await source.ReadAsync(buffer, patience.Token);
            if (read == 0) break;
            part.Write(sink, buffer.AsSpan(0, read));
            Progressed?.Invoke(new DownloadProgress(part.File, part.Length));
            if (part.Length > part.File.Size) break;
        }
        if (part.Length < part.File.Size) throw new HttpRequestException($"{address} ended after {part.Length} of {part.File.Size} bytes");
    }

    private static async Task FinishAsync(PartialFile part, string target, Uri address, CancellationToken cancellation)
    {
        var hash = part.Length == part.File.Size ? await HashOf(part.Path, cancellation) : null;
        if (hash == part.File.Sha256)
        {
            part.MoveTo(target);
            return;
        }
        part.Delete();
        throw new WrongContentException(hash is null
            ? $"{address} sends more than the {part.File.Size} bytes of the published file"
            : $"what {address} sends has the SHA-256 {hash}, the published file has {part.File.Sha256}");
    }

    private static async Task<string> HashOf(string path, CancellationToken cancellation)
    {
        try
        {
            await using var stream = InputFile.Open(path);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
        }
        catch (IOException error)
        {
            throw new DataException($"{path} cannot be read: {error.Message}", error);
        }
    }

    // A read that ran out of patience is cancelled too, but not by the user.
    private static bool IsOfTheNetwork(Exception error) => error is HttpRequestException or IOException or FinalException or OperationCanceledException;

    private string Reason(Exception error) => error is OperationCanceledException ? $"nothing came for {Patience.TotalSeconds:0} seconds" : error.Message;

    private DataException Failure(DatasetFile file, string folder, Exception error) => new(
        $"{file.Name} cannot be fetched: {Reason(error)}. To do without the network, get it elsewhere ({string.Join(" or ", file.Addresses)}) and put it into {folder}", error);

    /// <summary>What another attempt at the same address would not change.</summary>
    private class FinalException(string message) : Exception(message);

    private sealed class WrongContentException(string message) : FinalException(message);
}
