namespace NeuralCore.Backends.Gpu;

/// <summary>A GPU kernel: its fields are the arguments, <see cref="Run"/> is what one thread does.</summary>
/// <remarks>
/// A kernel is a readonly struct with a primary constructor, generic in the lane it computes with, so that launching reads
/// like a call. What ILGPU compiles: structs, generics, static abstract members, <c>ref</c>, loops, tuples. What it refuses:
/// <c>throw</c>, lambdas, <c>stackalloc</c>, <c>try</c>, arrays, <c>Unsafe</c>, and <c>MathF.FusedMultiplyAdd</c> (an undefined
/// call). Shared memory is static: <c>SharedMemory.Allocate&lt;V&gt;(constant)</c>, where a static abstract property of a type
/// parameter counts as a constant. No kernel adds to a float atomically: sums have a fixed order.
/// </remarks>
public interface IKernel
{
    /// <summary>The threads of a group.</summary>
    static abstract int GroupSize { get; }

    /// <summary>The shared memory of a group in bytes.</summary>
    static virtual int SharedBytes => 0;

    /// <summary>What one thread does.</summary>
    void Run();
}
