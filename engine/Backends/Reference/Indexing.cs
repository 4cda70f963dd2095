namespace NeuralCore.Backends;

internal unsafe partial class ReferenceBackend<T, S>
{
    /// <inheritdoc/>
    public override void IndexSelect(View x, View index, View y, LineGeometry line)
    {
        T* px = x.Pointer<T>(), py = y.Pointer<T>();
        var positions = index.Span<long>();
        for (var outer = 0L; outer < line.Outer; outer++)
            for (var i = 0; i < positions.Length; i++)
            {
                var from = px + (outer * line.Length + Position(positions[i], line.Length)) * line.Inner;
                var to = py + (outer * positions.Length + i) * line.Inner;
                for (var inner = 0; inner < line.Inner; inner++) to[inner] = from[inner];
            }
    }

    /// <inheritdoc/>
    public override void IndexAdd(View dy, View index, View dx, LineGeometry line)
    {
        T* pdy = dy.Pointer<T>(), pdx = dx.Pointer<T>();
        var positions = index.Span<long>();
        var sum = new double[(long)line.Length * line.Inner];
        for (var outer = 0L; outer < line.Outer; outer++)
        {
            Array.Clear(sum);
            for (var i = 0; i < positions.Length; i++)
            {
                var from = pdy + (outer * positions.Length + i) * line.Inner;
                var to = (long)Position(positions[i], line.Length) * line.Inner;
                for (var inner = 0; inner < line.Inner; inner++) sum[to + inner] += Wide(from[inner]);
            }
            Write(sum, pdx + outer * sum.Length);
        }
    }
}
