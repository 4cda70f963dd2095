using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends;

/// <summary>Views for testing a backend without tensors: filled, random or poisoned, held alive until the test ends.</summary>
internal sealed class ReferenceMemory(ElementType type = ElementType.Float64, int seed = 1) : IDisposable
{
    private readonly List<Storage> _held = [];
    private readonly Random _random = new(seed);

    public Backend Backend { get; } = Device.Reference.Backend(type);

    public View Of(Shape shape, params ReadOnlySpan<double> values)
    {
        var view = Take(type, shape);
        Assert.Equal(view.Count, values.Length);
        if (type == ElementType.Float64) values.CopyTo(view.Span<double>());
        else for (var i = 0; i < values.Length; i++) view.Span<float>()[i] = (float)values[i];
        return view;
    }

    public View Elements<T>(Shape shape, params ReadOnlySpan<T> values) where T : unmanaged
    {
        var view = Take(ElementTypes.Of<T>(), shape);
        values.CopyTo(view.Span<T>());
        return view;
    }

    /// <summary>Numbers in [−1, 1).</summary>
    public View Random(Shape shape)
    {
        var values = new double[shape.Count];
        for (var i = 0; i < values.Length; i++) values[i] = 2 * _random.NextDouble() - 1;
        return Of(shape, values);
    }

    /// <summary>A result's place, full of NaN, so that an element never written shows.</summary>
    public View Empty(Shape shape)
    {
        var values = new double[shape.Count];
        Array.Fill(values, double.NaN);
        return Of(shape, values);
    }

    public double[] Read(View view)
    {
        if (view.Type == ElementType.Float64) return view.Span<double>().ToArray();
        return Array.ConvertAll(view.Span<float>().ToArray(), v => (double)v);
    }

    /// <summary>Proves ⟨Ax, y⟩ = ⟨x, Aᵀy⟩ for random x and y.</summary>
    public void ProveAdjoint(Shape x, Shape y, Action<View, View> forward, Action<View, View> adjoint)
    {
        var (vx, vy, ax, aty) = (Random(x), Random(y), Empty(y), Empty(x));
        forward(vx, ax);
        adjoint(vy, aty);
        Assert.Equal(Dot(ax, vy), Dot(vx, aty), 1e-12 * (1 + x.Count + y.Count));
    }

    public double Dot(View a, View b)
    {
        var sum = 0.0;
        foreach (var (p, q) in Read(a).Zip(Read(b))) sum += p * q;
        return sum;
    }

    public void Expect(View view, params ReadOnlySpan<double> expected)
    {
        var actual = Read(view);
        Assert.Equal(expected.Length, actual.Length);
        var unit = view.Type == ElementType.Float64 ? 1e-13 : 1e-6;
        for (var i = 0; i < actual.Length; i++)
            if (!actual[i].Equals(expected[i]) && !(Math.Abs(actual[i] - expected[i]) <= unit * (1 + Math.Abs(expected[i]))))
                Assert.Fail($"element {i}: expected {expected[i]:R}, got {actual[i]:R} in [{string.Join(", ", actual)}]");
    }

    public void Dispose()
    {
        foreach (var storage in _held) storage.Release();
    }

    private View Take(ElementType elements, Shape shape)
    {
        var storage = Backend.Allocate(elements, shape.Count);
        _held.Add(storage);
        return new View(storage, 0, shape);
    }
}
