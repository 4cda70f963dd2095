namespace NeuralCore.Backends;

// A weight of 0 stands for no source at all, so that an infinite neighbour cannot turn into NaN.
internal unsafe partial class ReferenceBackend<T, S>
{
    /// <inheritdoc/>
    public override void Resample(View x, View y, LineGeometry line, ResampleTable table)
    {
        var sum = new double[(long)table.Length * line.Inner];
        for (var outer = 0L; outer < line.Outer; outer++)
        {
            Array.Clear(sum);
            var px = x.Pointer<T>() + outer * line.Length * line.Inner;
            for (var k = 0; k < table.Index.Length; k++)
            {
                if (table.Weight[k] == 0) continue;
                var from = px + (long)table.Index[k] * line.Inner;
                var to = (long)(k / 2) * line.Inner;
                for (var inner = 0; inner < line.Inner; inner++) sum[to + inner] += table.Weight[k] * Wide(from[inner]);
            }
            Write(sum, y.Pointer<T>() + outer * sum.Length);
        }
    }

    /// <inheritdoc/>
    public override void ResampleAdjoint(View dy, View dx, LineGeometry line, ResampleTable table)
    {
        var sum = new double[(long)line.Length * line.Inner];
        for (var outer = 0L; outer < line.Outer; outer++)
        {
            Array.Clear(sum);
            var pdy = dy.Pointer<T>() + outer * table.Length * line.Inner;
            for (var k = 0; k < table.Index.Length; k++)
            {
                if (table.Weight[k] == 0) continue;
                var from = pdy + (long)(k / 2) * line.Inner;
                var to = (long)table.Index[k] * line.Inner;
                for (var inner = 0; inner < line.Inner; inner++) sum[to + inner] += table.Weight[k] * Wide(from[inner]);
            }
            Write(sum, dx.Pointer<T>() + outer * sum.Length);
        }
    }
}
