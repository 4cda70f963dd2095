namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    // Below this extent a transposed tile is mostly empty, and the cache serves short runs well.
    private const int ShortestTransposed = 8;

    /// <inheritdoc/>
    public override void Cast(View source, View target)
    {
        switch (target.Type)
        {
            case ElementType.Float32: Cast<float, ToFloat32>(source, target); break;
            case ElementType.Float64: Cast<double, ToFloat64>(source, target); break;
            case ElementType.Int32: Cast<int, ToInt32>(source, target); break;
            case ElementType.Int64: Cast<long, ToInt64>(source, target); break;
            default: Cast<byte, ToBool>(source, target); break;
        }
    }

    /// <inheritdoc/>
    public override void CopyStrided(View source, View target, in StridedGeometry geometry, bool accumulate = false)
    {
        if (accumulate) Move<V, GpuAccumulate<V>>(source, target, geometry);
        else switch (source.Type.SizeInBytes())
            {
                case 1: Move<byte, GpuAssign<byte>>(source, target, geometry); break;
                case 4: Move<int, GpuAssign<int>>(source, target, geometry); break;
                default: Move<long, GpuAssign<long>>(source, target, geometry); break;
            }
    }

    /// <inheritdoc/>
    public override void Fill(View y, double value)
    {
        switch (y.Type)
        {
            case ElementType.Float32: Set(y, (float)value); break;
            case ElementType.Float64: Set(y, value); break;
            case ElementType.Int32: Set(y, (int)value); break;
            case ElementType.Int64: Set(y, (long)value); break;
            default: Set(y, value != 0 ? (byte)1 : (byte)0); break;
        }
    }

    private void Cast<B, C>(View source, View target) where B : unmanaged where C : struct, IConversionTo<B>
    {
        switch (source.Type)
        {
            case ElementType.Float32: Cast<float, B, C>(source, target); break;
            case ElementType.Float64: Cast<double, B, C>(source, target); break;
            case ElementType.Int32: Cast<int, B, C>(source, target); break;
            case ElementType.Int64: Cast<long, B, C>(source, target); break;
            default: Cast<byte, B, C>(source, target); break;
        }
    }

    private void Cast<A, B, C>(View source, View target) where A : unmanaged where B : unmanaged where C : struct, IConversion<A, B> =>
        Launch(new CastKernel<A, B, C>(Array<A>(source), Array<B>(target)), target.Count);

    private void Set<T>(View y, T value) where T : unmanaged => Launch(new FillKernel<T>(Array<T>(y), value), y.Count);

    private void Move<E, M>(View source, View target, in StridedGeometry geometry) where E : unmanaged where M : struct, IGpuMove<E>
    {
        if (geometry.Extents.Count == 0) return;
        var (count, from, to) = (checked((int)geometry.Extents.Count), checked((int)geometry.SourceOffset), checked((int)geometry.TargetOffset));
        if (StridedPlan.TargetMayOverlap(geometry))
        {
            var inOrder = default(Box);
            for (var dim = geometry.Extents.Rank - 1; dim >= 0; dim--)
                inOrder.Add(geometry.Extents[dim], geometry.SourceStrides[dim], geometry.TargetStrides[dim]);
            Launch(new SerialStridedKernel<E, M>(Array<E>(source), from, Array<E>(target), to, new(inOrder), count), 1);
            return;
        }
        var box = StridedPlan.Box(geometry);
        if (box.Rank > 1 && box.Step(0) is { A: not (0 or 1), B: 1 } && box.Extent(0) >= ShortestTransposed)
            for (var dim = 1; dim < box.Rank; dim++)
                if (box.Step(dim).A == 1 && box.Extent(dim) >= ShortestTransposed)
                {
                    Transpose<E, M>(source, from, target, to, box, dim);
                    return;
                }
        Launch(new StridedKernel<E, M>(Array<E>(source), from, Array<E>(target), to, new(box), count), count);
    }

    private void Transpose<E, M>(View source, int from, View target, int to, Box box, int rowDim)
        where E : unmanaged where M : struct, IGpuMove<E>
    {
        const int tile = TransposeKernel<E, M>.Tile;
        var (rows, _, targetStep, _) = box.Take(rowDim);
        var (columns, sourceStep, _, _) = box.Take(0);
        var (rowTiles, columnTiles) = ((rows + tile - 1) / tile, (columns + tile - 1) / tile);
        var kernel = new TransposeKernel<E, M>(
            Array<E>(source), from, (int)sourceStep, Array<E>(target), to, (int)targetStep,
            new(box), rows, columns, new(rowTiles), new(rowTiles * columnTiles));
        Runtime.Launch(kernel, new(checked((int)box.Count * rowTiles * columnTiles)));
    }
}
