namespace NeuralCore.Autograd;

/// <summary>What a forward pass keeps for the backward pass; under <see cref="NoGradScope"/> it keeps nothing.</summary>
public sealed class Saved
{
    private readonly List<(Tensor? Tensor, int Version)>? _tensors;
    private object? _state;
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
    public void SaveState(object state)
    {
        if (_tensors is not null) _state = state;
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
