namespace NeuralCore.Cli.SelfTests.Samples;

/// <summary>The results of samples on a device, each computed when it is first asked for; an error is kept like a result.</summary>
internal sealed class SampleResults(SelfTestStand stand)
{
    private readonly Dictionary<(Sample Sample, ElementType Type), (double[][]? Values, Exception? Error)> _results = [];

    /// <summary>Whether the sample runs in the type; computes it if need be.</summary>
    public bool Succeeds(Sample sample, ElementType type) => Of(sample, type).Error is null;

    /// <summary>Why the sample does not run.</summary>
    public Exception? Error(Sample sample, ElementType type) => Of(sample, type).Error;

    /// <summary>What came out.</summary>
    public double[][] Values(Sample sample, ElementType type) => Of(sample, type).Values!;

    private (double[][]? Values, Exception? Error) Of(Sample sample, ElementType type)
    {
        if (_results.TryGetValue((sample, type), out var known)) return known;
        stand.Cancellation.ThrowIfCancellationRequested();
        try
        {
            return _results[(sample, type)] = (SampleRun.On(sample, stand.Device, type), null);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return _results[(sample, type)] = (null, error);
        }
    }
}
