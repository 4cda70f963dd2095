using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Where the sums of a normalization's gradient end up; each may be missing.</summary>
/// <param name="line">What dx needs to know of each g [G, 2]: dx = r·w·dy + (x − mean)·line[g, 0] + line[g, 1].</param>
/// <param name="dw">The gradient of the weight.</param>
/// <param name="db">The gradient of the bias.</param>
/// <param name="count">The elements behind one mean.</param>
internal readonly struct GradientTargets<V>(ArrayView<V> line, ArrayView<V> dw, ArrayView<V> db, V count) where V : unmanaged, ILane<V>
{
    /// <summary>Writes the line of <paramref name="g"/> from r, Σ D and Σ D·x̂, where D = w·dy: −r²·Σ D·x̂/n and −r·Σ D/n.</summary>
    public void WriteLine(int g, V r, V gradient, V product)
    {
        if (line.IntLength == 0) return;
        line[2 * g] = -(r * r * product) / count;
        line[2 * g + 1] = -(r * gradient) / count;
    }

    /// <summary>Writes dw[k] and db[k].</summary>
    public void WriteWeight(int k, V weight, V bias)
    {
        if (dw.IntLength > 0) dw[k] = weight;
        if (db.IntLength > 0) db[k] = bias;
    }
}
