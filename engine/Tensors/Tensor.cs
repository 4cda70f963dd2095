using NeuralCore.Tensors;

namespace NeuralCore;

/// <summary>An n-dimensional array, contiguous and row-major, on one device, of one element type.</summary>
/// <remarks>
/// A tensor is a shape over a <see cref="Memory.Storage"/>; views share the storage. Operations are extension members
/// beside their ops (<c>x.Relu()</c>, <c>a + b</c>), gradients in <see cref="Autograd"/>. Nobody needs to dispose it.
/// </remarks>
public sealed partial class Tensor
{
    private View _view;
    private DeferredResult? _deferred;

    internal Tensor(View view, Backend backend)
    {
        _view = view;
        Shape = view.Shape;
        Type = view.Type;
        Backend = backend;
    }

    internal Tensor(Shape shape, Backend backend, DeferredResult deferred)
    {
        Shape = shape;
        Type = backend.Type;
        Backend = backend;
        _deferred = deferred;
    }

    /// <summary>The extents.</summary>
    public Shape Shape { get; }

    /// <summary>What one element is.</summary>
    public ElementType Type { get; }

    /// <summary>Where the tensor lives.</summary>
    public Device Device => Backend.Device;

    /// <summary>The number of dimensions.</summary>
    public int Rank => Shape.Rank;

    /// <summary>The number of elements.</summary>
    public long Count => Shape.Count;

    /// <summary>Device times floating type: what computes on this tensor.</summary>
    public Backend Backend { get; }

    /// <summary>The state of autograd, if it takes an interest in this tensor.</summary>
    internal AutogradHandle? Autograd { get; set; }

    /// <summary>The memory and its extents, computed first if it was only promised.</summary>
    /// <exception cref="GradientException">The memory was given back; the message names the op that made it.</exception>
    public View View
    {
        get
        {
            Volatile.Read(ref _deferred)?.Realize();
            _view.Storage.ThrowIfReleased();
            return _view;
        }
    }

    /// <summary>The memory, without a look at whether it is still there.</summary>
    internal Storage Storage
    {
        get
        {
            Volatile.Read(ref _deferred)?.Realize();
            return _view.Storage;
        }
    }

    /// <summary>Whether the result is promised and not computed.</summary>
    internal bool IsDeferred => _deferred is not null;

    /// <summary>Fulfils a promise; a thread that finds none any more finds the memory.</summary>
    internal void Fulfil(View view)
    {
        _view = view;
        Volatile.Write(ref _deferred, null);
    }

    /// <summary>The same elements under other extents of the same count, sharing the memory and outside any graph.</summary>
    internal Tensor ViewAs(Shape shape, long offset = 0) => new(View with { Offset = View.Offset + offset, Shape = shape }, Backend);

    /// <summary>Keeps the memory beyond the end of the scope it was made in, until nothing refers to the tensor.</summary>
    public Tensor Keep()
    {
        Storage.Keep();
        return this;
    }

    /// <summary>Hands the memory to the scope around <paramref name="scope"/>: what a step returns from it.</summary>
    public Tensor ReturnFrom(MemoryScope scope)
    {
        scope.Return(Storage);
        return this;
    }
}
