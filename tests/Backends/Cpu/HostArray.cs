using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Cpu;

/// <summary>Numbers in a backend's memory, written and read as doubles whatever its type.</summary>
internal sealed class HostArray : IDisposable
{
    private readonly Backend _backend;

    public HostArray(Backend backend, double[] values, int offset = 0)
    {
        _backend = backend;
        View = new(backend.Allocate(backend.Type, offset + values.Length), offset, [values.Length]);
        if (backend.Type == ElementType.Float64) backend.Upload<double>(values, View);
        else backend.Upload<float>(Array.ConvertAll(values, v => (float)v), View);
    }

    public View View { get; }

    /// <summary>Uniform numbers in [−1, 1).</summary>
    public static HostArray Random(Backend backend, long count, int seed)
    {
        var random = new Random(seed);
        var values = new double[count];
        for (var i = 0; i < values.Length; i++) values[i] = 2 * random.NextDouble() - 1;
        return new(backend, values);
    }

    public double[] Read()
    {
        var values = new double[View.Count];
        if (_backend.Type == ElementType.Float64)
        {
            _backend.Download<double>(View, values);
            return values;
        }
        var floats = new float[View.Count];
        _backend.Download<float>(View, floats);
        return Array.ConvertAll(floats, v => (double)v);
    }

    public void Dispose() => View.Storage.Release();
}
