namespace NeuralCore.Autograd;

/// <summary>What a forward pass keeps for the backward pass; under <see cref="NoGradScope"/> it keeps nothing.</summary>
public sealed class Saved
{
    private readonly List<(Tensor? Tensor, int Version)>? _tensors;
    private object? _state;
    private string? _intermediate;
    private bool _released;

    private Saved(bool keeps) => _tensors = keeps ? [] : null;

    /// <summary>Keeps nothing.</summary>
    internal static Saved Nothing { get; } = new(false);

    /// <summary>The operation that saves, for errors.</summary>
    internal Op? Op { get; init; }

    /// <summary>The module that made the call, for errors.</summary>
    internal string Path { get; init; } = "";

    private string Owner => Path.Length > 0 ? $"{Path}: {Op}" : $"{Op}";

    /// <summary>An empty one that keeps what it is given.</summary>
    internal static Saved For(Op op, string path) => new(true) { Op = op, Path = path };

    /// <summary>Keeps tensors, inputs or results, with the version that they have now; null stands for an absent optional input.</summary>
    public void Save(params ReadOnlySpan<Tensor?> tensors)
    {
        if (_tensors is null) return;
        foreach (var tensor in tensors)
        {
            tensor?.Storage.Hold();
            _tensors.Add((tensor, tensor?.Storage.Version ?? 0));
        }
    }

    /// <summary>Keeps something that is no tensor: the key of a random draw, a shape.</summary>
    /// <exception cref="UsageException">It is a tensor, or holds one: that would go unseen by versions, memory and gradients.</exception>
    public void SaveState(object state)
    {
        if (_tensors is null) return;
        if (HeldTensors.In(state)) throw new UsageException($"{Owner}: SaveState was given a tensor; keep tensors with Save(...), so that changes in place are noticed and their memory is held");
        _state = state;
    }

    /// <summary>Notes what was saved that is neither input nor result: how it depends on the inputs, no graph knows.</summary>
    internal void FindIntermediates(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs)
    {
        foreach (var (tensor, _) in _tensors ?? [])
        {
            if (tensor is null || !tensor.Type.IsFloating() || _intermediate is not null) continue;
            // A view is as good as what it views; only asked where need be, for it computes a result that is still pending.
            if (Holds(inputs, tensor) || Holds(outputs!, tensor) || Views(inputs, tensor) || Views(outputs!, tensor)) continue;
            _intermediate = tensor.Shape.ToString();
        }

        static bool Holds(ReadOnlySpan<Tensor?> tensors, Tensor tensor)
        {
            foreach (var other in tensors)
                if (ReferenceEquals(other, tensor)) return true;
            return false;
        }

        static bool Views(ReadOnlySpan<Tensor?> tensors, Tensor tensor)
        {
            foreach (var other in tensors)
                if (ReferenceEquals(other?.Storage, tensor.Storage)) return true;
            return false;
        }
    }

    /// <summary>Throws if the gradient of this call's gradient would leave out the way through a saved intermediate.</summary>
    /// <exception cref="GradientException">It would.</exception>
    internal void ThrowIfNotDifferentiable()
    {
        if (_intermediate is not null)
            throw new GradientException($"{Owner}: its backward pass uses a tensor {_intermediate} that its forward pass saved and that is neither input nor result, so the gradient of its gradient would silently leave out how that depends on the inputs; return it as a further result, or compute it in Backward");
    }

    /// <summary>The saved tensor number <paramref name="i"/>.</summary>
    /// <exception cref="GradientException">It was changed in place since, or the graph was used up.</exception>
    public Tensor this[int i] => Optional(i) ?? throw new InvalidOperationException($"{Owner}: saved tensor {i} is absent");

    /// <summary>The saved tensor number <paramref name="i"/>, null if it was saved as absent.</summary>
    /// <exception cref="GradientException">It was changed in place since, or the graph was used up.</exception>
    public Tensor? Optional(int i)
    {
        ThrowIfReleased();
        var (tensor, version) = _tensors![i];
        if (tensor is not null && tensor.Storage.Version != version)
            throw new GradientException($"{Owner}: a tensor {tensor.Shape} that its backward pass needs was changed in place by {tensor.Storage.LastWriter}; work on a copy, or change it after Backward()");
        return tensor;
    }

    /// <summary>What <see cref="SaveState"/> kept.</summary>
    public T State<T>()
    {
        ThrowIfReleased();
        return (T)_state!;
    }

    /// <summary>Throws if the graph was used up.</summary>
    internal void ThrowIfReleased()
    {
        if (_released)
            throw new GradientException($"{Owner}: the backward pass ran through here already and what it needs was given back; pass retainGraph: true the first time to run it twice");
    }

    /// <summary>Lets go of everything: the backward pass is through.</summary>
    internal void Release()
    {
        if (_released || _tensors is null) return;
        _released = true;
        foreach (var (tensor, _) in _tensors) tensor?.Storage.Unhold();
        _tensors.Clear();
        _state = null;
    }
}
