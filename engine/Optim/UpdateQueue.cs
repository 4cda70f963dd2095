using System.Runtime.InteropServices;

namespace NeuralCore.Optim;

/// <summary>Collects the parameters that a step changes, so that those under the same rule are changed by one call.</summary>
internal sealed class UpdateQueue
{
    private readonly List<IBatch> _batches = [];

    private interface IBatch
    {
        void Run();

        void Clear();
    }

    /// <summary>Adds a parameter, its gradient and its states; none may stand in the queue twice.</summary>
    public void Add<F>(F rule, Backend backend, UpdateOperands operands) where F : struct, IUpdate, IEquatable<F>
    {
        foreach (var batch in _batches)
            if (batch is Batch<F> same && same.TryAdd(rule, backend, operands)) return;
        var first = new Batch<F>();
        first.TryAdd(rule, backend, operands);
        _batches.Add(first);
    }

    /// <summary>Changes all that were added, and is empty again.</summary>
    public void Run()
    {
        foreach (var batch in _batches) batch.Run();
        Clear();
    }

    /// <summary>Forgets what was added; batches stay for the next step.</summary>
    public void Clear()
    {
        foreach (var batch in _batches) batch.Clear();
    }

    // What one call changes; an empty batch takes any rule.
    private sealed class Batch<F> : IBatch where F : struct, IUpdate, IEquatable<F>
    {
        private readonly List<UpdateOperands> _operands = [];
        private Backend? _backend;
        private F _rule;

        public bool TryAdd(F rule, Backend backend, UpdateOperands operands)
        {
            if (_operands.Count > 0 && (_backend != backend || !_rule.Equals(rule))) return false;
            (_rule, _backend) = (rule, backend);
            _operands.Add(operands);
            return true;
        }

        public void Run()
        {
            if (_operands.Count > 0) _backend!.Update<F>(_rule, CollectionsMarshal.AsSpan(_operands));
        }

        public void Clear() => _operands.Clear();
    }
}
