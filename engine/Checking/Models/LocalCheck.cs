using NeuralCore.Autograd;

namespace NeuralCore.Checking;

/// <summary>Checks every op of a run on its own, at the values that it saw: what finds the op behind a wrong gradient of a model.</summary>
internal static class LocalCheck
{
    /// <summary>Runs once, listening, and returns the ops whose own gradient is wrong, in the order of the calls.</summary>
    public static IReadOnlyList<LocalFault> Run(ulong seed, CancellationToken cancellation, Action run)
    {
        var calls = new Recording();
        using (new NoGradScope())
        using (Dispatcher.Listen(calls)) run();

        // A projection and a few elements tell whether; only a wrong op is looked at closely.
        var quick = new GradientChecker { Step = 1e-3, Tolerance = 1e-7, Seed = seed, Cancellation = cancellation, Diagnose = false, Budget = new() { MostElements = 4, SampledElements = 2, Projections = 2 } };
        var close = new GradientChecker { Step = 1e-3, Tolerance = 1e-7, Seed = seed, Cancellation = cancellation, Budget = new() { MostElements = 512, SampledElements = 64 } };
        List<LocalFault> faults = [];
        foreach (var call in calls.All)
        {
            if (quick.Check(call.Op, call.Inputs).IsOk) continue;
            faults.Add(new(call.Path, call.Op.ToString(), close.Check(call.Op, call.Inputs)));
        }
        return faults;
    }

    // The differentiable calls of a forward pass, their inputs kept alive.
    private sealed class Recording : IDispatchListener
    {
        public List<OpCall> All { get; } = [];

        public void Finished(OpCall call)
        {
            if (call.IsBackward || !call.Op.IsDifferentiable || !call.Inputs.Any(CheckedCall.IsChecked)) return;
            All.Add(call with { Inputs = [.. call.Inputs.Select(x => x is null || !x.Type.IsFloating() ? x : x.Detach().Keep())], Outputs = [] });
        }
    }
}
