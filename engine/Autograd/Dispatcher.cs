using NeuralCore.Tensors;

namespace NeuralCore.Autograd;

/// <summary>The one door that every operation goes through: checks, shape rule, recording, listeners, and errors that say where.</summary>
public static class Dispatcher
{
    /// <summary>Runs an operation and returns its results.</summary>
    /// <exception cref="ShapeException">Shapes, element types or devices do not fit; the message names module, op and shapes.</exception>
    /// <exception cref="UsageException">An index or a class is out of range.</exception>
    public static Tensor[] Run(Op op, params ReadOnlySpan<Tensor?> inputs)
    {
        var execution = Execution.Current;
        CheckTypes(op, inputs, execution);
        var shapes = InferShapes(op, inputs, execution);
        var records = execution.Records && op.IsDifferentiable && AnyParticipates(inputs);
        var saved = records ? Saved.For(op, execution.Path) : Saved.Nothing;
        var outputs = Absorb(op, inputs, saved)
            ?? (MayDefer(op, inputs, execution) ? Defer(op, inputs, shapes, saved, execution) : Compute(op, inputs, saved, execution));
        if (records) Record(op, inputs, outputs, saved, execution);
        return outputs;
    }

    /// <summary>Runs an operation with one result.</summary>
    /// <exception cref="ShapeException">Shapes, element types or devices do not fit; the message names module, op and shapes.</exception>
    /// <exception cref="UsageException">An index or a class is out of range.</exception>
    public static Tensor Apply(Op op, params ReadOnlySpan<Tensor?> inputs) => Run(op, inputs)[0];

    /// <summary>Tells a listener of every call on this thread until the returned value is disposed.</summary>
    public static IDisposable Listen(IDispatchListener listener)
    {
        var execution = Execution.Current;
        DeferredResult.SettlePending();
        execution.Listeners = [.. execution.Listeners ?? [], listener];
        return new Subscription(execution, listener);
    }

    private static Tensor[] Compute(Op op, ReadOnlySpan<Tensor?> inputs, Saved saved, Execution execution)
    {
        var listeners = execution.Listeners;
        var call = listeners is null ? null : new OpCall(op, inputs.ToArray(), [], execution.Path, execution.Backward is not null);
        if (listeners is not null)
            foreach (var listener in listeners) listener.Starting(call!);

        // What an op computes by way of other ops is its own affair: only the op itself stands in the graph.
        var records = execution.Records;
        execution.Records = false;
        Tensor[] outputs;
        try
        {
            outputs = op.Forward(saved, inputs);
        }
        finally
        {
            execution.Records = records;
        }

        // Kernels see addresses, not tensors: without this a finalizer could free an operand while it is read.
        foreach (var input in inputs) GC.KeepAlive(input);
        foreach (var output in outputs)
            if (!IsView(output, inputs)) output.Storage.Maker ??= op;
        if (listeners is not null)
            foreach (var listener in listeners) listener.Finished(call! with { Outputs = outputs });
        return outputs;
    }

    // A view's memory was made by whoever made the input: a batch that is only reshaped stays the caller's.
    private static bool IsView(Tensor output, ReadOnlySpan<Tensor?> inputs)
    {
        foreach (var input in inputs)
            if (input is not null && ReferenceEquals(input.Storage, output.Storage)) return true;
        return false;
    }

    // Both in one pass if they go together; else what is pending is computed first.
    private static Tensor[]? Absorb(Op op, ReadOnlySpan<Tensor?> inputs, Saved saved)
    {
        if (DeferredResult.Pending is not PendingResult pending) return null;
        using var mode = new NoGradScope();
        if (inputs.Length == 1 && ReferenceEquals(inputs[0], pending.Outputs[0]) && op.Absorb(pending, saved) is { } outputs)
        {
            foreach (var output in outputs) output.Storage.Maker ??= op;
            return outputs;
        }
        pending.Settle();
        return null;
    }

    private static bool MayDefer(Op op, ReadOnlySpan<Tensor?> inputs, Execution execution) =>
        execution.Listeners is null && execution.ModuleHooks == 0 && op.MayPend(inputs);

    private static Tensor[] Defer(Op op, ReadOnlySpan<Tensor?> inputs, Shape[] shapes, Saved saved, Execution execution)
    {
        var pending = new PendingResult(op, inputs.ToArray(), saved, execution.Path);
        var backend = First(inputs).Backend;
        using (new NoGradScope())
        {
            var begun = op.Begin(saved, inputs, shapes.Length);
            foreach (var result in begun)
                if (result is not null) result.Storage.Maker ??= op;
            pending.Outputs = [.. begun.Select((result, i) => result ?? new Tensor(shapes[i], backend, pending))];
        }
        DeferredResult.Pending = pending;
        return pending.Outputs;
    }

    private static void Record(Op op, ReadOnlySpan<Tensor?> inputs, Tensor[] outputs, Saved saved, Execution execution)
    {
        HeldTensors.ThrowIfAny(op);
        saved.FindIntermediates(inputs, outputs);
        var states = new GradientState?[inputs.Length];
        for (var i = 0; i < inputs.Length; i++) states[i] = GradientState.Participating(inputs[i]);
        var node = new Node(op, saved, states, execution.Path) { Outputs = new GradientState?[outputs.Length] };
        for (var i = 0; i < outputs.Length; i++)
        {
            if (!outputs[i].Type.IsFloating() || !op.CarriesGradient(i)) continue;
            var state = new GradientState(outputs[i]) { Producer = node };
            (outputs[i].Autograd, node.Outputs[i]) = (state, state);
        }
    }

    private static bool AnyParticipates(ReadOnlySpan<Tensor?> inputs)
    {
        foreach (var input in inputs)
            if (GradientState.Participating(input) is not null) return true;
        return false;
    }

    private static Shape[] InferShapes(Op op, ReadOnlySpan<Tensor?> inputs, Execution execution)
    {
        try
        {
            return op.InferShapes(inputs);
        }
        catch (ShapeException error)
        {
            throw new ShapeException($"{Where(op, execution)}: {error.Message}", error);
        }
        catch (UsageException error)
        {
            throw new UsageException($"{Where(op, execution)}: {error.Message}", error);
        }
    }

    private static void CheckTypes(Op op, ReadOnlySpan<Tensor?> inputs, Execution execution)
    {
        Tensor? first = null, floating = null;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is not { } input) continue;
            first ??= input;
            if (input.Device != first.Device)
                throw new ShapeException($"{Where(op, execution)}: operands on different devices: {first.Device} {first.Shape} and {input.Device} {input.Shape}; move one with To(device)");
            if (!op.Accepts(i, input.Type))
                throw new ShapeException($"{Where(op, execution)}: operand {i} {input.Shape} is {input.Type}, which this operation does not take there; convert it with To(type)");
            if (!input.Type.IsFloating()) continue;
            floating ??= input;
            if (input.Type != floating.Type)
                throw new ShapeException($"{Where(op, execution)}: operands of different types: {floating.Type} {floating.Shape} and {input.Type} {input.Shape}; there is no promotion, convert one with To(type)");
        }
    }

    private static Tensor First(ReadOnlySpan<Tensor?> inputs)
    {
        foreach (var input in inputs)
            if (input is not null && input.Type.IsFloating()) return input;
        throw new InvalidOperationException("an operation that may be left pending has a floating input");
    }

    private static string Where(Op op, Execution execution)
    {
        var where = execution.Backward is { } node ? $"{Prefix(node.Path)}{node.Op} in its backward pass: {op}" : op.ToString();
        return execution.Backward is null ? Prefix(execution.Path) + where : where;
    }

    private static string Prefix(string path) => path.Length > 0 ? path + ": " : "";

    private sealed class Subscription(Execution execution, IDispatchListener listener) : IDisposable
    {
        public void Dispose()
        {
            IDispatchListener[] left = [.. (execution.Listeners ?? []).Where(l => !ReferenceEquals(l, listener))];
            execution.Listeners = left.Length > 0 ? left : null;
        }
    }
}
