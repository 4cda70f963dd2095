using System.Diagnostics;
using NeuralCore.Cli.Commands;
using NeuralCore.Data.Datasets;

namespace NeuralCore.Cli;

/// <summary>A download's progress on stderr: a line that is written over on a terminal, its beginning and end elsewhere.</summary>
internal sealed class DownloadDisplay : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Terminal _terminal;
    private readonly DatasetFile _file;
    private readonly bool _isLive;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _shown, _first = -1;
    private bool _isOpen;

    /// <summary>Shows nothing until bytes come.</summary>
    public DownloadDisplay(Terminal terminal, DatasetFile file)
    {
        (_terminal, _file) = (terminal, file);
        _isLive = terminal.Progress.Profile.Capabilities is { Interactive: true, Ansi: true };
    }

    /// <summary>Shows the bytes that are there, and what went wrong before another attempt.</summary>
    public void Show(long received, string? remark)
    {
        if (_first < 0) _first = received;
        if (remark is not null)
        {
            Dispose();
            _terminal.Error.WriteLine($"{_file.Name}: {remark}; trying again");
        }
        else if (_isLive && (_shown == 0 || Stopwatch.GetElapsedTime(_shown) > Interval))
        {
            _shown = Stopwatch.GetTimestamp();
            var rate = (received - _first) / Math.Max(0.1, Stopwatch.GetElapsedTime(_start).TotalSeconds);
            _terminal.Error.Write($"\r\e[K{_file.Name}  {100.0 * received / _file.Size:f0} %  {DatasetsCommand.Bytes(received)} of {DatasetsCommand.Bytes(_file.Size)}  {DatasetsCommand.Bytes((long)rate)}/s");
            _isOpen = true;
        }
    }

    /// <summary>Says that the file is there.</summary>
    public void End(bool wasFetched)
    {
        Dispose();
        _terminal.Error.WriteLine($"{_file.Name}  {DatasetsCommand.Bytes(_file.Size)}  {(wasFetched ? "fetched, checksum right" : "is there already, checksum right")}");
    }

    /// <summary>Takes the live line away.</summary>
    public void Dispose()
    {
        if (_isOpen) _terminal.Error.Write("\r\e[K");
        _isOpen = false;
    }
}
