using System.Reflection;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

public class DriverErrorsTests
{
    [Fact]
    public void A_failure_that_the_device_survives_is_told_once_and_later_work_goes_on()
    {
        var errors = new DriverErrors("opencl:0", () => { });
        var error = errors.Report("a copy of 12 bytes to it", new CLException(CLError.CL_INVALID_VALUE));
        Assert.Equal("opencl:0: a copy of 12 bytes to it failed: OpenCL says CL_INVALID_VALUE", error.Message);
        errors.ThrowIfLost();
    }

    [Fact]
    public void A_device_that_does_not_answer_is_lost_and_every_later_call_says_so_again()
    {
        var errors = new DriverErrors("cuda:0", () => throw new CLException(CLError.CL_INVALID_COMMAND_QUEUE)) { LastKernel = typeof(MapKernel<,>) };
        var first = errors.Report("waiting for its work", new CLException(CLError.CL_OUT_OF_RESOURCES));
        Assert.Contains("the device cuda:0 is lost: waiting for its work failed: OpenCL says CL_OUT_OF_RESOURCES", first.Message);
        Assert.Contains("the last kernel queued was MapKernel", first.Message);
        Assert.Contains("start the program again", first.Message);
        Assert.Equal(first.Message, Assert.Throws<DeviceException>(errors.ThrowIfLost).Message);
        Assert.Equal(first.Message, errors.Report("another call", new CLException(CLError.CL_INVALID_CONTEXT)).Message);
    }

    [Fact]
    public void Short_memory_is_told_with_what_to_do()
    {
        var errors = new DriverErrors("opencl:0", () => { });
        Assert.Contains("smaller batch", errors.Report("kernel X", new CLException(CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE)).Message);
        Assert.True(DriverErrors.IsMemory(Cuda(CudaError.CUDA_ERROR_OUT_OF_MEMORY)));
        Assert.False(DriverErrors.IsMemory(Cuda(CudaError.CUDA_ERROR_ILLEGAL_ADDRESS)));
        Assert.Contains("CUDA_ERROR_ILLEGAL_ADDRESS", errors.Report("kernel X", Cuda(CudaError.CUDA_ERROR_ILLEGAL_ADDRESS)).Message);
    }

    // The constructor that takes the code asks the driver for words, which only one that is there can give.
    private static CudaException Cuda(CudaError code)
    {
        var error = new CudaException("words");
        typeof(CudaException).GetField("<Error>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(error, code.ToString());
        return error;
    }

    [Fact]
    public void Of_a_drivers_log_the_lines_that_name_an_error_are_told()
    {
        Assert.Equal("k.cl:1:45: error: use of undeclared identifier 'foo' | error: expected expression", DriverLog.FirstLines("""
            2 errors generated.
            warning: something
            k.cl:1:45: error: use of undeclared identifier 'foo'

              error: expected expression
            """));
        Assert.Equal("ptxas died", DriverLog.FirstLines("\nptxas died\n"));
        Assert.Equal("ptxas died", DriverLog.FirstLines("ptxas died\0\0\0left from before"));
        Assert.Equal("", DriverLog.FirstLines("\0\0"));
    }
}
