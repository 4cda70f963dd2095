namespace NeuralCore.Autograd;

/// <summary>A stretch of code whose calls are not recorded: <c>using (new NoGradScope()) …</c>.</summary>
public sealed class NoGradScope : IDisposable
{
    private readonly Execution _execution = Execution.Current;
    private readonly bool _before;

    /// <summary>Stops recording on this thread, or, with <paramref name="records"/>, takes it up again.</summary>
    public NoGradScope(bool records = false)
    {
        _before = _execution.Records;
        _execution.Records = records;
    }

    /// <summary>Whether this thread records calls now.</summary>
    public static bool IsRecording => Execution.Current.Records;

    /// <summary>Goes back to what was before.</summary>
    public void Dispose() => _execution.Records = _before;
}
