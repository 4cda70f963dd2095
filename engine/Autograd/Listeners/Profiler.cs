using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace NeuralCore.Autograd;

/// <summary>Measures the time of each operation, by module path and op: <c>using (Dispatcher.Listen(profiler)) …</c>, then print it.</summary>
/// <remarks>
/// An op that computes by way of others is charged with what they leave over. Fusions are off while it listens, and a
/// device's queue is emptied before and after each op, so that the time is the work's and not that of asking for it.
/// </remarks>
public sealed class Profiler : IDispatchListener
{
    private readonly Dictionary<(string Path, string Op, bool IsBackward), (int Calls, TimeSpan Time)> _entries = [];
    private readonly Stack<(long Start, TimeSpan Inner)> _running = [];

    /// <summary>What was measured, the longest first.</summary>
    public IReadOnlyList<ProfileEntry> Entries =>
    [
        .. _entries.Select(e => new ProfileEntry(e.Key.Path, e.Key.Op, e.Key.IsBackward, e.Value.Calls, e.Value.Time))
            .OrderByDescending(e => e.Time),
    ];

    /// <summary>The sum over all operations.</summary>
    public TimeSpan Total => new(_entries.Values.Sum(e => e.Time.Ticks));

    /// <inheritdoc/>
    public void Starting(OpCall call)
    {
        Wait(call.Inputs);
        _running.Push((Stopwatch.GetTimestamp(), TimeSpan.Zero));
    }

    /// <inheritdoc/>
    public void Finished(OpCall call)
    {
        Wait(call.Outputs);
        var (start, inner) = _running.Pop();
        var elapsed = Stopwatch.GetElapsedTime(start);
        if (_running.TryPop(out var outer)) _running.Push((outer.Start, outer.Inner + elapsed));
        var key = (call.Path, call.Op.Name, call.IsBackward);
        var (calls, time) = _entries.GetValueOrDefault(key);
        _entries[key] = (calls + 1, time + elapsed - inner);
    }

    private static void Wait(IReadOnlyList<Tensor?> tensors) => tensors.OfType<Tensor>().FirstOrDefault()?.Backend.Synchronize();

    /// <summary>A table: milliseconds, share, calls, op and module, the longest first.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("      ms      %  calls  op\n");
        var total = Total;
        foreach (var (path, op, isBackward, calls, time) in Entries)
        {
            text.Append(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds,8:F2} {100 * time / total,6:F1} {calls,6}  {op}");
            text.Append(isBackward ? " (backward)" : "").Append(path.Length > 0 ? $" in {path}" : "").Append('\n');
        }
        return text.ToString();
    }
}

/// <summary>The time of one operation in one module.</summary>
/// <param name="Path">The module's path.</param>
/// <param name="Op">The operation's name.</param>
/// <param name="IsBackward">Whether it ran in a backward pass.</param>
/// <param name="Calls">How often.</param>
/// <param name="Time">How long in all.</param>
public sealed record ProfileEntry(string Path, string Op, bool IsBackward, int Calls, TimeSpan Time);
