// SPDX-License-Identifier: MIT
#pragma once
// model/explore/page.hpp: the picture of one execution, as one HTML page that needs nothing but a browser. Somebody who asks why
// an order is there steps through it and sees what goes wrong without it.
//
//      sender 0                    receiver
//      call send(1)                                               Step 31 of 40: load published -> 1 (take = relaxed)
//      write message   ............                               Does not synchronize: this load is relaxed ...
//      store published ----------> load published   [relaxed]     tail word  | @1 | 1 of 2 | CLOSED DISCONNECTED PARKED |
//                                  write message    RACE          block_queue.hpp:253
//
//     page.html                            the frame, with {{names}} where page.cpp puts things
//     impl/tools/page/base.css, page.css, panel.css
//                                          how it looks, in light and in dark
//     trace.js channel.js lanes.js panel.js page.js
//                                          the data and what is said of a step, the channel's state, the lanes, the panel, keys

#include <string>

#include "explore/trace_json.hpp"

namespace refchan::model {

[[nodiscard]] std::string page(execution const& of, source_files& files);

}  // namespace refchan::model
