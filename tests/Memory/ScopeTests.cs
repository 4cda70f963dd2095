using NeuralCore.Autograd;
using NeuralCore.Memory;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Memory;

/// <summary>Lifetimes: what a scope gives back, what it keeps, and what touching a released tensor says.</summary>
public sealed class ScopeTests
{
    [Fact]
    public void A_scope_gives_back_what_was_made_in_it_and_touching_that_says_so()
    {
        var x = Tensor.From(1.0, 2.0);
        Tensor lost, kept, returned;
        using (var scope = new MemoryScope())
        {
            (lost, kept, returned) = (x + x, (x + x).Keep(), (x + x).ReturnFrom(scope));
        }
        Assert.Equal([2.0, 4], kept.ToArray<double>());
        Assert.Equal([2.0, 4], returned.ToArray<double>());
        var error = Assert.Throws<GradientException>(() => lost.ToArray<double>());
        Assert.Contains("Add", error.Message);
        Assert.Contains("Keep()", error.Message);
        Assert.Contains("released", lost.ToString());
    }

    [Fact]
    public void A_returned_tensor_belongs_to_the_scope_around()
    {
        Tensor y;
        using (new MemoryScope())
        {
            using (var inner = new MemoryScope()) y = (Tensor.From(1.0) + Tensor.From(2.0)).ReturnFrom(inner);
            Assert.Equal(3, y.Item());
        }
        Assert.Throws<GradientException>(() => y.Item());
    }

    [Fact]
    public void Gradients_of_leaves_and_the_loss_outlive_the_backward_pass_and_intermediates_do_not()
    {
        var x = Tensor.From(2.0).WithGrad();
        using (new MemoryScope())
        {
            var middle = x * x;
            var loss = (middle * middle).SumTo([]);
            loss.Backward();
            Assert.Equal(16, loss.Item());
            Assert.Throws<GradientException>(() => middle.Item());
        }
        Assert.Equal(32, x.Grad!.Item());
    }

    [Fact]
    public void Without_a_scope_everything_can_be_read_after_the_backward_pass()
    {
        var x = Tensor.From(2.0).WithGrad();
        var middle = x * x;
        (middle * middle).SumTo([]).Backward();
        Assert.Equal(4, middle.Item());
    }

    [Fact]
    public void A_graph_that_nobody_walked_back_survives_its_scope()
    {
        var x = Tensor.From(2.0).WithGrad();
        Tensor y;
        using (var scope = new MemoryScope()) y = (x * x * x).ReturnFrom(scope);
        y.SumTo([]).Backward();
        Assert.Equal(12, x.Grad!.Item());
    }

    [Fact]
    public void Scopes_end_in_the_order_of_their_nesting()
    {
        var outer = new MemoryScope();
        var inner = new MemoryScope();
        Assert.Throws<UsageException>(outer.Dispose);
        inner.Dispose();
        outer.Dispose();
        outer.Dispose();
    }

    [Fact]
    public void What_nobody_refers_to_goes_back_through_the_finalizer()
    {
        var arena = new Arena();
        Drop(arena);
        for (var i = 0; i < 10 && arena.BytesInUse > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal(0, arena.BytesInUse);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Drop(Arena arena)
        {
            for (var i = 0; i < 100; i++) _ = new HostStorage(arena, ElementType.Float32, 1000);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(513)]
    [InlineData(1_000_000)]
    [InlineData(5_000_001)]
    public unsafe void Blocks_are_aligned_reused_and_at_most_an_eighth_too_large(long bytes)
    {
        var arena = new Arena();
        var block = arena.Take(bytes);
        Assert.Equal(0, (nint)block % 64);
        arena.Give(block, bytes);
        Assert.True(block == arena.Take(bytes));
        Assert.InRange(Arena.SizeClass(bytes), bytes, bytes + Math.Max(64, bytes / 8));
    }
}
