using System.Collections.Immutable;
using System.Reflection;
using ILGPU;
using ILGPU.IR;
using ILGPU.IR.Transformations;
using ILGPU.IR.Values;
using Compiler = ILGPU.Backends.Backend;

namespace NeuralCore.Backends.Gpu;

/// <summary>Spells out the comparisons of floating numbers that a NaN fulfils: ILGPU 1.5.3 writes them into OpenCL C as if it did not.</summary>
/// <remarks>
/// Whatever skips a branch on a &gt; b is for ILGPU the comparison "a ≤ b or one is NaN"; in OpenCL C it becomes a &lt;= b, so that
/// a NaN takes the branch. Here it becomes a &lt;= b | isnan(a) | isnan(b).
/// </remarks>
internal sealed class UnorderedComparisons : UnorderedTransformation
{
    /// <summary>Makes this the last thing that a compiler does before it writes a kernel down.</summary>
    public static void AddTo(Compiler compiler)
    {
        var transformers = typeof(Compiler).GetProperty("KernelTransformers", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var before = (ImmutableArray<Transformer>)transformers.GetValue(compiler)!;
        transformers.SetValue(compiler, before.Add(Transformer.Create(TransformerConfiguration.Empty, new UnorderedComparisons())));
    }

    /// <inheritdoc/>
    protected override bool PerformTransformation(Method.Builder builder)
    {
        var found = new List<(BasicBlock Block, CompareValue Compare)>();
        foreach (var block in builder.SourceBlocks)
            foreach (var entry in block)
                if (entry.Value is CompareValue compare && IsFulfilledByNaN(compare)) found.Add((block, compare));
        foreach (var (block, compare) in found) SpellOut(builder[block], compare);
        return found.Count > 0;
    }

    // In C only != is fulfilled by a NaN.
    private static bool IsFulfilledByNaN(CompareValue compare) =>
        compare.IsUnsignedOrUnordered && compare.Kind != CompareKind.NotEqual
        && compare.CompareType is ArithmeticBasicValueType.Float16 or ArithmeticBasicValueType.Float32 or ArithmeticBasicValueType.Float64;

    private static void SpellOut(BasicBlock.Builder block, CompareValue compare)
    {
        var (location, left, right) = (compare.Location, compare.Left.Resolve(), compare.Right.Resolve());
        block.SetupInsertPosition(compare);
        var ordered = block.CreateCompare(location, left, right, compare.Kind);
        var isNaN = block.CreateArithmetic(
            location, block.CreateArithmetic(location, left, UnaryArithmeticKind.IsNaNF),
            block.CreateArithmetic(location, right, UnaryArithmeticKind.IsNaNF), BinaryArithmeticKind.Or);
        compare.Replace(block.CreateArithmetic(location, ordered, isNaN, BinaryArithmeticKind.Or));
        block.Remove(compare);
    }
}
