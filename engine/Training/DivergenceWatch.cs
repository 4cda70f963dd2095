using System.Globalization;
using NeuralCore.Autograd;
using NeuralCore.Nn;
using NeuralCore.Optim;
using NeuralCore.Tensors;

namespace NeuralCore.Training;

/// <summary>Looks whether a step's loss and gradients are finite before the optimizer uses them, and finds out what broke them.</summary>
/// <remarks>
/// A forward pass changes running statistics and moves generators on. Both are remembered before the step: so the same
/// step can be repeated with every result looked at, and the model is left as it was after the last good step.
/// </remarks>
internal sealed class DivergenceWatch(Module model, Func<Tensor, Tensor, Tensor> loss, Optimizer optimizer)
{
    private readonly StateBuffer[] _statistics = [.. model.NamedStates().Select(s => s.State).OfType<StateBuffer>().Distinct()];
    private readonly Generator[] _generators = [.. model.Modules().OfType<IDrawsRandomNumbers>().Select(m => m.Generator).OfType<Generator>().Distinct()];
    private readonly Dictionary<StateBuffer, Tensor> _before = [];
    private readonly Dictionary<Generator, ulong> _offsets = [];

    private IEnumerable<Tensor> Gradients => optimizer.Parameters.Select(p => p.Grad).OfType<Tensor>();

    /// <summary>Remembers how things stand before a step; the result watches it until it is disposed.</summary>
    public Watched Begin(Batch batch, int epoch, int step)
    {
        foreach (var buffer in _statistics) Copy(buffer.Value, _before[buffer] = Beside(buffer));
        foreach (var generator in _generators) _offsets[generator] = generator.Offset;
        return new(this, batch, epoch, step);
    }

    private Tensor Beside(StateBuffer buffer) =>
        _before.TryGetValue(buffer, out var copy) && copy.Device == buffer.Device && copy.Type == buffer.Type
            ? copy
            : Tensor.EmptyLike(buffer.Value, buffer.Shape).Keep();

    private static void Copy(Tensor from, Tensor to)
    {
        from.Backend.Copy(from.View, to.View);
        GC.KeepAlive(from);
    }

    private void Rewind()
    {
        optimizer.ZeroGrad();
        foreach (var (buffer, copy) in _before) buffer.Value.CopyFrom(copy);
        foreach (var (generator, offset) in _offsets) generator.Offset = offset;
    }

    private string Cause(Batch batch)
    {
        foreach (var (name, tensor) in model.StateDict())
            if (!Finiteness.Holds(tensor))
                return $"{ModuleMembers.Join(model.TypeName, name)} {tensor.Shape} held {Finiteness.Describe(tensor)} before it already: an earlier step was too large, so lower the learning rate";
        if (!Finiteness.Holds(batch.Input)) return $"the batch's input {batch.Input.Shape} holds {Finiteness.Describe(batch.Input)}: look at the data";
        if (!Finiteness.Holds(batch.Target)) return $"the batch's target {batch.Target.Shape} holds {Finiteness.Describe(batch.Target)}: look at the data";
        return Repeat(batch) is { } finding
            ? $"{finding}; a lower learning rate or a bound on the gradients' norm may hold it"
            : "every operation's result was finite when the step was repeated";
    }

    private string? Repeat(Batch batch)
    {
        using var scope = new MemoryScope();
        var first = new FirstNonFinite();
        using var listening = Dispatcher.Listen(first);
        var (_, value) = model.ForwardWithLoss(batch.Input, batch.Target, loss);
        if (first.Finding is null) value.Backward();
        return first.Finding;
    }

    /// <summary>One step under watch.</summary>
    public sealed class Watched : IDisposable
    {
        private readonly DivergenceWatch _watch;
        private readonly Batch _batch;
        private readonly int _epoch, _step;

        internal Watched(DivergenceWatch watch, Batch batch, int epoch, int step)
        {
            (_watch, _batch, _epoch, _step) = (watch, batch, epoch, step);
            // A batch that operations have made would be given back by the backward pass.
            batch.Input.Storage.Hold();
            batch.Target.Storage.Hold();
        }

        /// <summary>Looks at the loss, before the backward pass.</summary>
        /// <exception cref="DivergedException">It is NaN or ∞.</exception>
        public void CheckLoss(Tensor value)
        {
            if (double.IsFinite(value.Item())) return;
            throw Diverged($"the loss is {Finiteness.Describe(value)}");
        }

        /// <summary>Looks at all gradients, before the optimizer's step.</summary>
        /// <exception cref="DivergedException">One holds NaN or ∞.</exception>
        public void CheckGradients(Tensor value)
        {
            if (Finiteness.Holds(_watch.Gradients)) return;
            var worst = _watch.Gradients.First(g => !Finiteness.Holds(g));
            throw Diverged(string.Create(CultureInfo.InvariantCulture, $"the loss is {value.Item():g6}, but its gradients hold {Finiteness.Describe(worst)}"));
        }

        /// <summary>Lets go of the batch.</summary>
        public void Dispose()
        {
            _batch.Input.Storage.Unhold(give: false);
            _batch.Target.Storage.Unhold(give: false);
        }

        private DivergedException Diverged(string what)
        {
            _watch.Rewind();
            var cause = _watch.Cause(_batch);
            _watch.Rewind();
            return new($"the training diverged in epoch {_epoch + 1} at step {_step + 1}: {what}; {cause}");
        }
    }
}
