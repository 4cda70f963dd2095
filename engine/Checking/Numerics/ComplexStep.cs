using NeuralCore.Autograd;

namespace NeuralCore.Checking;

/// <summary>The derivatives of a pointwise op by the complex step: its own functions, run in a complex lane.</summary>
/// <remarks>
/// The op runs on a device of its own, whose backend is the reference that also differentiates every map and zip. Where the
/// result came out of one of them and its operands are the op's inputs, the op is pointwise and its derivatives are known;
/// any other op has none here.
/// </remarks>
internal static class ComplexStep
{
    /// <summary>dL/d(input) of one op's first result for L = Σ c·y; null for an input that the step does not reach.</summary>
    /// <param name="op">The op.</param>
    /// <param name="inputs">Its inputs in double.</param>
    /// <param name="weights">c, one for each element of the result.</param>
    public static double[]?[]? Derivatives(Op op, IReadOnlyList<Tensor?> inputs, ReadOnlySpan<double> weights)
    {
        var backend = ComplexStepBackend.Create();
        using var mode = new NoGradScope();
        Tensor?[] own = [.. inputs.Select(x => x?.Type == ElementType.Float64 ? Tensor.From(x.ToArray<double>(), x.Shape, backend.Device) : null)];
        if (own.Where((x, i) => x is null && inputs[i] is not null).Any()) return null;
        if (Run(op, own) is not { } outputs) return null;
        if (outputs.Length != 1 || backend.Last is not { } step || step.Result.Storage != outputs[0].Storage) return null;

        // An operand that the op computed first would hide a way from the input to the result.
        if (step.Operands.Any(o => own.All(x => x?.Storage != o.Operand.Storage))) return null;

        var derivatives = new double[]?[own.Length];
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i] is not { } x) continue;
            var gradient = new double[x.Count];
            var reached = false;
            foreach (var (operand, slopes) in step.Operands)
            {
                if (operand.Storage != x.Storage) continue;
                reached = true;
                var at = new Odometer(outputs[0].Shape, Odometer.Broadcast(operand.Shape, outputs[0].Shape));
                for (var k = 0; k < slopes.Length; k++, at.Next()) gradient[at.A] += weights[k] * slopes[k];
            }
            if (reached) derivatives[i] = gradient;
        }
        return derivatives;
    }

    // An op may hold a tensor of its own, which lies on another device.
    private static Tensor[]? Run(Op op, Tensor?[] inputs)
    {
        try
        {
            return Dispatcher.Run(op, inputs);
        }
        catch (NeuralCoreException)
        {
            return null;
        }
    }
}
