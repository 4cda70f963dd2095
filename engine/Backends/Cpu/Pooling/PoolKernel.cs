namespace NeuralCore.Backends;

/// <summary>What a pooling does with one plane.</summary>
internal unsafe interface IPoolPlane<T> where T : unmanaged
{
    /// <summary>How much working memory a plane needs.</summary>
    long Work { get; }

    /// <summary>Pools a plane.</summary>
    void Plane(long plane, in PoolTables tables, T* work);
}

/// <summary>A pooling of any number of spatial dimensions, plane by plane: a part has whole planes, so that a gradient's windows may overlap.</summary>
internal readonly unsafe struct PoolKernel<T, M>(M pooling, PoolTables tables, Chunks planes) : IParts
    where T : unmanaged where M : struct, IPoolPlane<T>
{
    /// <summary>Does all planes.</summary>
    public static void Run(M pooling, in PoolGeometry geometry)
    {
        using var numbers = new Scratch<int>(PoolTables.Size(geometry));
        using var divisors = new Scratch<double>(geometry.Output.CountOf(0, geometry.SpatialRank - 1));
        var tables = PoolTables.Fill(geometry, numbers.Pointer, divisors.Pointer);
        var planes = new Chunks(geometry.Planes, Math.Max(1, Chunks.Elements / Math.Max(1, geometry.Input.Count)));
        WorkerPool.For(planes.Parts, new PoolKernel<T, M>(pooling, tables, planes));
    }

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        using var work = new Scratch<T>(pooling.Work);
        var (start, end) = planes[part];
        for (var plane = start; plane < end; plane++) pooling.Plane(plane, tables, work.Pointer);
    }
}
